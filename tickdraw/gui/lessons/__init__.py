"""The lessons: one idea a page, on the user's own drawing, computed by the real network."""
