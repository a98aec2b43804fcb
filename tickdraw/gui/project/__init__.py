"""The user's files in the window: the open project, models and drawings, and which network belongs to them.

Paths and changes come in; what is open, and a sentence for what cannot be done, go out.
"""
