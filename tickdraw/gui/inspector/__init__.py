"""The sum behind a value, its parts to step and play through, and the controls that change it.

An explanation of one value comes in; wanted changes and steps go out.
"""
