"""Generated drawings: ticks, crosses and many kinds of neither, everything from a seed."""

from tickdraw.data.synthetic.generate import CLASSES, KINDS_OF_NEITHER, generate
from tickdraw.data.synthetic.pen import Placing

__all__ = ["CLASSES", "KINDS_OF_NEITHER", "Placing", "generate"]
