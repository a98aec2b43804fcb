"""Files as other programs write them."""

TICK = [[66.0, 104.0, 194.0], [130.0, 184.0, 66.0]]
CROSS = [[[60.0, 196.0], [60.0, 196.0]], [[196.0, 60.0], [60.0, 196.0]]]


def inkml(traces, truth="") -> str:
    rows = "".join(f"<trace>{', '.join(f'{x} {y}' for x, y in zip(*t, strict=True))}</trace>" for t in traces)
    about = f'<annotation type="truth">{truth}</annotation>' if truth else ""
    return f'<?xml version="1.0"?><ink xmlns="http://www.w3.org/2003/InkML">{about}{rows}</ink>'


def xournal(pages) -> str:
    rows = ""
    for strokes in pages:
        lines = "".join(
            f'<stroke tool="pen" width="1.4">{" ".join(f"{x} {y}" for x, y in zip(*s, strict=True))}</stroke>'
            for s in strokes
        )
        rows += f'<page width="600" height="800"><background/><layer>{lines}</layer></page>'
    return f"<xournal>{rows}</xournal>"
