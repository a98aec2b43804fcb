"""``python -m tickdraw``."""

import sys

from tickdraw.cli import main

if __name__ == "__main__":
    sys.exit(main())
