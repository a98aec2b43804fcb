"""The text of ``tickdraw --help`` and of each command's help."""

_EXIT_STATUS = """exit status:
  0  done
  1  done, but some inputs were refused; each is named on stderr
  2  wrong usage, or nothing could be done
"""

_DRAWINGS = """drawings:
  .ndjson   QuickDraw's raw or simplified layout, an object a line; "-" reads it from a pipe
  folder    with a subfolder of PNGs for each class
  .png      a single drawing
  .npz      arrays "grids" (n, N, N) and "labels"
  .tickdraw a project
"""

MAIN = f"""Draw a tick and watch a convolutional network react, live. Without a command the
window opens.

examples:
  tickdraw                                      open the window
  tickdraw mine.safetensors                     open it with a model
  tickdraw generate --count 1000 --seed 1 --out some.ndjson
  tickdraw evaluate some.ndjson                 sit the exam
  tickdraw train --out mine.safetensors         train a network of one's own
  tickdraw COMMAND --help                       more about a command

{_DRAWINGS}
{_EXIT_STATUS}"""

CLASSIFY = f"""Print the network's answer to each drawing: a class, "neither" if no class is
sure, "nothing" if it is empty.

examples:
  tickdraw classify drawing.png
  tickdraw classify some.ndjson --model mine.safetensors --json
  tail -f new.ndjson | tickdraw classify -

with --json, one object a line:
  {{"file": "some.ndjson", "index": 0, "word": "tick", "answer": "tick",
   "confidence": {{"tick": 0.98, "cross": 0.01}}}}
  index counts the drawings in the file from 0; word is the label in the file, or null.

{_DRAWINGS}
{_EXIT_STATUS}"""

EVALUATE = f"""Let the network sit an exam on labelled drawings. A label that is no class of
the model counts as "neither".

examples:
  tickdraw evaluate some.ndjson
  tickdraw evaluate pictures/ more.npz --model mine.safetensors --json

{_DRAWINGS}
{_EXIT_STATUS}"""

TRAIN = f"""Train a network and write it as a model. Ctrl+C ends the training and keeps the
best network so far.

examples:
  tickdraw train --out mine.safetensors
  tickdraw train --data generated --data my-drawings.ndjson --epochs 20 --out mine.safetensors
  tickdraw train --layers "conv 8@5x5, relu, pool 2x2, dense" --seed 7 --out small.safetensors
  tickdraw train --from mine.safetensors --data pictures/ --rate 0.0005 --out better.safetensors

{_DRAWINGS}
{_EXIT_STATUS}"""

GENERATE = """Write generated ticks, crosses and drawings that are neither. The same seed gives
the same drawings.

examples:
  tickdraw generate --count 1000 --seed 1 --out some.ndjson
  tickdraw generate --count 200 --seed 2 --out pictures
"""

CONVERT = f"""Convert drawings from one format to another: .ndjson and projects keep
strokes, .npz and a folder of PNGs keep grids.

examples:
  tickdraw convert some.ndjson some.npz
  tickdraw convert some.ndjson pictures --size 64
  tickdraw convert pictures grids.npz

{_DRAWINGS}
{_EXIT_STATUS}"""

EXPORT = """Write a model as ONNX, for use in other programs.

example:
  tickdraw export mine.safetensors mine.onnx
"""

PAGE = """Write a network as a living page: one HTML file in which it answers in any browser,
on a tablet or phone too, without tickdraw and without any network connection.
Of projects, write a page each, and an index, into a new folder. tickdraw opens a page
and goes on with its network.

examples:
  tickdraw page --out tick.html
  tickdraw page mine.safetensors --drawing drawing.ndjson --language de --out mine.html
  tickdraw page class/*.tickdraw --out pages
"""

INFO = """Say what a model or a project holds.

examples:
  tickdraw info mine.safetensors
  tickdraw info mine.tickdraw
  tickdraw info mine.safetensors --json
"""

DEMO = """Open the real window (off screen where there is no display), draw a tick, a
cross and a circle on it with pointer events, and print the three answers.

example:
  tickdraw demo --picture window.png
"""
