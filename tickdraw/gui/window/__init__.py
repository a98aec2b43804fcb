"""The frame: the main window with its tabs, header, menus, theme and sizes.

It shows what it is given and says what was chosen; it knows neither drawing nor network.
"""
