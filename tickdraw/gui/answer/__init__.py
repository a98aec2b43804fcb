"""What the network says, in words: the verdict with its bars, why, and the sum behind a value as blocks to paint.

A model and a trace come in; sentences and blocks go out.
"""
