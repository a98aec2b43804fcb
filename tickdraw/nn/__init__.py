"""The network: architecture, forward and backward passes, explanations, model files. NumPy only."""
