"""How a value was made: pure functions of a network and a trace.

The sum behind a cell, what it reads and moves, which squares matter, what a filter would most like to see.
"""
