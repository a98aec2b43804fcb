"""Is that right? Keeping a drawing under its label, and learning from what was kept with one button.

A drawing and a class come in; a sample goes into the project, and a retrained network to the session.
"""
