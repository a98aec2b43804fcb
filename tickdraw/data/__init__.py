"""Drawings: strokes, the ±1 grid, generated drawings, samples. NumPy only."""
