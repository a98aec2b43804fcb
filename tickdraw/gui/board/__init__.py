"""The blackboard: takes mouse, pen, finger and keyboard, and shows the chalk while it moves.

Events come in; strokes go out to the session, every change undoable.
"""
