"""How a network learns: the loss, the slope that it has for a weight, one step against the slopes, and training on a small scale."""
