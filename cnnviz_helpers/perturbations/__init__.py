"""Photos changed in one thing, to see what an answer depends on: pieces, colours, noise, and a small push."""
