"""The window, a folder for each thing that one does in it.

Pen, pointer and key come in; the user's project goes out, and files that were asked for. Which folder may import
which stands in ``pyproject.toml``, and why in ``docs/architecture.md``.
"""
