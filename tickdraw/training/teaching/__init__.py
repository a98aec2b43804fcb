"""Training looked at through a lens: one weight, one drawing, a few seconds."""
