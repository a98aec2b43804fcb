"""The picture of the network: grid, maps, neurons and the lines between them.

A model and a trace come in; which value is pointed at, clicked or moved to goes out.
"""
