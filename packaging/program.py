"""What the frozen program runs."""

import multiprocessing
import sys

from tickdraw.cli import main

if __name__ == "__main__":
    multiprocessing.freeze_support()  # the processes that train start as this program again
    sys.exit(main())
