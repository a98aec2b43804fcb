"""Whether the long campaigns run whole (``python3 dev.py test --all``) or shortened, and whether this is CI."""

import os

RUN_ALL = os.environ.get("TICKDRAW_ALL") == "1"
IN_CI = os.environ.get("CI") == "true"
