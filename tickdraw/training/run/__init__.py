"""One run, watched: in a process of its own, its snapshots, its landscape, and what is kept of it."""
