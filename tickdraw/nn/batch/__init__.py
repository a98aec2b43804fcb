"""Many drawings at once: an architecture made ready to work through chunks of them, forwards and backwards.

Grids ``(n, N, N)`` come in; confidences, and the gradient of the cost by every weight, go out.
"""
