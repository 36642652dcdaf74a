"""What a unit wants: photos and patches that excite it, what it can reach at most, which pixels move it, and what the network holds alike."""
