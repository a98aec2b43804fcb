"""My drawings: what was kept, as thumbnails that one can look through, sort, label, import and export.

Samples come in from the project, a page at a time; changes of the project go out, each of which can be undone.
"""
