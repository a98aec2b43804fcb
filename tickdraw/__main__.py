"""``python -m tickdraw``."""

import os
import sys


def leave_current_folder_alone() -> None:
    """Take the folder that ``-m`` has put first on the path away again, unless the program itself lies there.

    What lies in it is not ours. Only modules that Python has loaded before are used, for it would look there.
    """
    home = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120
    if not sys.flags.safe_path and sys.path[0] != home:
        del sys.path[0]


if __name__ == "__main__":
    leave_current_folder_alone()
    from tickdraw.cli import main

    sys.exit(main())
