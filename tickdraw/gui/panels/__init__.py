"""The panels that show what the network computes."""
