"""Whether the long campaigns run whole (``python3 dev.py test --all``) or shortened."""

import os

RUN_ALL = os.environ.get("TICKDRAW_ALL") == "1"
