"""What is current: the drawing, its grid, the model and the trace, and the steps that undo takes back.

Only controllers and ``app/`` import it. Setters come in; one signal for each thing that changed goes out.
"""
