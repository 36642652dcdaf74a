"""What a published site needs beside its chapters."""
