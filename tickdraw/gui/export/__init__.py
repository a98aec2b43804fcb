"""What leaves the window: pictures of panels, and the page that tells how the network decided.

Anything that paints itself comes in; a PNG, SVG or PDF file goes out.
"""
