"""Learning and its exam, without Qt: from drawings to a model, for the window, the command line and the library.

Drawings and settings come in; reports on the way, and at the end a model with thresholds and its exam, go out.
"""
