"""Builds the program and joins its parts: the only folder that knows all others.

Files named on the command line come in. Each tab is put together with its controllers here, and what happens in
one folder is connected to whoever shows it in another.
"""
