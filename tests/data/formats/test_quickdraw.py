"""ndjson: both of QuickDraw's layouts, our own, and everything that only looks like it."""

import io
import json
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.campaigns import RUN_ALL
from tests.timing import least, processor_seconds
from tickdraw.data.formats.entries import Entry, FormatError, Refusal
from tickdraw.data.formats.quickdraw import MAX_LINE_BYTES, class_label, ndjson_line, read_ndjson
from tickdraw.data.samples import Sample
from tickdraw.data.strokes import MOST_POINTS, MOST_STROKES, Drawing, Stroke

FILE = "folder/a.ndjson"
GOOD = '{"word":"tick","drawing":[[[0,10,30],[20,40,0]]]}'


def read(text: str | bytes, **options) -> list[Entry | Refusal]:
    data = text if isinstance(text, bytes) else text.encode()
    return list(read_ndjson(io.BytesIO(data), FILE, **options))


def refusal(text: str | bytes) -> str:
    [found] = read(text)
    assert isinstance(found, Refusal), found
    assert (found.file, found.line) == (FILE, 1)
    return found.reason


def test_simplified_and_raw_layouts_are_read():
    simplified, raw = read(
        '{"word":"cat","countrycode":"VE","timestamp":"2017-03-02 23:25:10.07453 UTC","recognized":true,'
        '"key_id":"5201136883597312","drawing":[[[0,255],[7,8]],[[3],[4]]]}\n'
        '{"word":"dog","drawing":[[[0.5,1e2],[7,8],[1700000000000,1700000000016.5]]]}\n',
        fit=False,
    )
    assert simplified.sample.label == "cat"
    assert [s.x.tolist() for s in simplified.sample.drawing.strokes] == [[0, 255], [3]]
    assert raw.sample.drawing.strokes[0].t_ms.tolist() == [0, 16.5]
    assert (raw.file, raw.index, raw.sample.source) == (FILE, 1, "a.ndjson")


def test_a_damaged_line_costs_only_itself_and_is_named():
    found = read(f"{GOOD}\n\nnonsense\n{GOOD}")
    assert [type(each) for each in found] == [Entry, Refusal, Entry]
    assert str(found[1]) == "folder/a.ndjson:3: the line is not valid JSON"
    assert [found[0].index, found[2].index] == [0, 2]


def test_a_line_without_word_is_unlabelled_and_no_strokes_are_an_empty_drawing():
    [entry] = read('{"drawing":[]}')
    assert entry.sample.label == ""
    assert entry.sample.drawing.is_empty


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm():
    assert [e.sample.label for e in read(b"\xef\xbb\xbf" + f"{GOOD}\r\n{GOOD}\r\n".encode())] == ["tick"] * 2


def test_a_clock_that_steps_back_stands_still():
    [entry] = read('{"drawing":[[[0,1,2],[0,1,2],[100,90,150]],[[5],[5],[120]]]}')
    assert [s.t_ms.tolist() for s in entry.sample.drawing.strokes] == [[0, 0, 50], [50]]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("[]", "not a JSON object"),
        ("7", "not a JSON object"),
        ('"drawing"', "not a JSON object"),
        ("{}", 'no "drawing"'),
        ('{"drawing":7}', 'no "drawing"'),
        ('{"drawing":[7]}', "stroke 1 is not a list"),
        ('{"drawing":[[[1],[1]],[[1]]]}', "stroke 2 is not a list"),
        ('{"drawing":[[[1],[1],[1],[1]]]}', "stroke 1 is not a list"),
        ('{"drawing":[[[1,2],[1]]]}', "different lengths"),
        ('{"drawing":[[[1,2],[1,2],[0]]]}', "different lengths"),
        ('{"drawing":[[[],[]]]}', "no points"),
        ('{"drawing":[[[NaN],[1]]]}', "NaN"),
        ('{"drawing":[[[1],[-Infinity]]]}', "-Infinity"),
        ('{"drawing":[[[1e999],[1]]]}', "beyond 1,000,000"),
        ('{"drawing":[[[1e38],[1]]]}', "beyond 1,000,000"),
        ('{"drawing":[[[1' + "0" * 400 + "],[1]]]}", "beyond 1,000,000"),
        ('{"drawing":[[[1' + "0" * 5000 + "],[1]]]}", "not valid JSON"),
        ('{"drawing":[[["1"],[1]]]}', "not a number"),
        ('{"drawing":[[[true],[1]]]}', "not a number"),
        ('{"drawing":[[[null],[1]]]}', "not a number"),
        ('{"drawing":[[[[1]],[1]]]}', "not a number"),
        ('{"drawing":[[{"0":1},[1]]]}', "not a number"),
        ('{"drawing":"hello"}', "is text"),
        ('{"drawing":"[[[NaN],[1]]]"}', "is text"),
        ('{"drawing":"\\ud800"}', "is text"),
        ('{"drawing":[[[10,60],[40,90],[95,10]]]}', "run backwards"),
        ('{"drawing":[[[1,2],[3,4],[5,6],[7,8]]]}', "list of points"),
        ('{"drawing":[],"drawing":[]}', "twice"),
        ('{"drawing":[],"word":7}', '"word" is not text'),
        ('{"drawing":[],"word":"' + "a" * 101 + '"}', "longer than 100"),
        ('{"drawing":[],"word":"\\u001b[31m"}', "cannot be shown"),
        ('{"drawing":[],"word":"\\ud800"}', "cannot be shown"),
        ('{"drawing":[],"pen_width":0}', "pen needs a width"),
        ('{"drawing":[],"pen_width":null}', "not a number"),
        (GOOD[:-1], "not valid JSON"),
        (GOOD + GOOD, "not valid JSON"),
        (b'{"word":"\xff","drawing":[]}', "not valid JSON"),
        (GOOD.encode("utf-16"), "not valid JSON"),
    ],
)
def test_the_reason_is_named(line, reason):
    assert reason in refusal(line)


@pytest.mark.parametrize(
    "bomb",
    [
        b"[" * 100_000,
        b'{"drawing":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"a":' * 100_000,
        b'{"word":"' + b"]" * 100_000 + b'","drawing":' + b"[" * 100_000,
        b'"' + b'\\"' * (MAX_LINE_BYTES // 2 - 2),
        b'{"drawing":[' + b"[[],[]]," * 100_000,
        b"[" * (100 << 20),
        b"0" * (100 << 20),
    ],
    ids=["depth", "closed", "objects", "hidden", "quotes", "lists", "100 MB nested", "100 MB line"],
)
def test_a_bomb_is_refused_at_once(bomb):
    stream = io.BytesIO(bomb + b"\n" + GOOD.encode())

    def read_all():
        stream.seek(0)
        assert [type(each) for each in read_ndjson(stream, "a.ndjson")] == [Refusal, Entry]

    assert least(lambda: processor_seconds(read_all), 1) < 1
    tracemalloc.start()
    read_all()
    assert tracemalloc.get_traced_memory()[1] < 300 << 20
    tracemalloc.stop()


def test_a_name_full_of_brackets_is_no_depth():
    [entry] = read(json.dumps({"word": "[" * 50 + '\\"{' * 10, "drawing": []}))
    assert isinstance(entry, Entry)


finite = st.floats(-1e6, 1e6, width=32)
names = st.text(st.characters(categories=["L", "N", "P", "S"]), max_size=20).map(class_label)


@st.composite
def samples(draw):
    strokes, ms = [], 0.0
    for _ in range(draw(st.integers(0, 4))):
        n = draw(st.integers(1, 6))
        steps = draw(st.lists(st.floats(0, 100, width=32), min_size=n, max_size=n))
        first = 0.0 if not strokes else ms + steps[0]
        times = first + np.concatenate([[0], np.cumsum(steps[1:])])
        ms = float(np.float32(times[-1]))
        points = (draw(st.lists(finite, min_size=n, max_size=n)) for _ in "xy")
        strokes.append(Stroke.from_points(*points, times))
    pen = draw(st.floats(0.1, 200))
    return Sample(Drawing(tuple(strokes), pen), draw(names), draw(names.filter(bool)), draw(names))


@given(samples())
def test_what_is_written_comes_back_to_the_bit(sample):
    [entry] = read(ndjson_line(sample))
    back = entry.sample
    assert (back.label, back.source, back.kind) == (sample.label, sample.source, sample.kind)
    assert back.drawing.pen_width == sample.drawing.pen_width
    assert len(back.drawing.strokes) == len(sample.drawing.strokes)
    for a, b in zip(back.drawing.strokes, sample.drawing.strokes, strict=True):
        for name in ("x", "y", "t_ms"):
            np.testing.assert_array_equal(getattr(a, name), getattr(b, name))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)
almost_strokes = st.lists(
    st.lists(st.lists(st.integers(0, 255) | st.floats() | st.none(), max_size=3), max_size=4)
)
almost_lines = st.one_of(
    st.binary(max_size=80),
    json_values.map(lambda value: json.dumps(value).encode()),
    st.builds(
        lambda word, drawing, more: json.dumps({"word": word, "drawing": drawing, **more}).encode(),
        json_values,
        almost_strokes | json_values,
        st.dictionaries(st.sampled_from(["pen_width", "source", "kind", "recognized"]), json_values),
    ),
    st.builds(
        lambda at, byte: GOOD[:at].encode() + bytes([byte]) + GOOD[at + 1 :].encode(),
        st.integers(0, len(GOOD) - 1),
        st.integers(0, 255),
    ),
)


def test_ten_thousand_malformed_lines_never_crash_and_never_cost_a_good_line():
    """Good lines between the bad are kept, and each bad line is named by its number."""
    from hypothesis import settings

    @settings(max_examples=2500 if RUN_ALL else 150)
    @given(st.lists(almost_lines, min_size=4, max_size=4))
    def check(bad_lines):
        lines = [line.replace(b"\n", b" ").replace(b"\r", b" ") for line in bad_lines]
        text = b"\n".join(part for line in lines for part in (line, GOOD.encode()))
        found = list(read_ndjson(io.BytesIO(text), "f"))
        good = [e for e in found if isinstance(e, Entry) and e.sample.label == "tick"]
        assert len(good) >= 4
        assert {each.line for each in found if isinstance(each, Refusal)} <= {1, 3, 5, 7}
        blank = sum(not line.strip() for line in lines)
        assert len(found) == 8 - blank

    check()


def test_a_drawing_that_nobody_could_wait_for_is_refused():
    dots = [[[1, 2], [3, 4]]]
    points = [[[1] * (MOST_POINTS // 2)] * 2]
    [most] = read(json.dumps({"drawing": dots * MOST_STROKES}))
    assert len(most.sample.drawing.strokes) == MOST_STROKES
    assert "more than 5,000 strokes" in refusal(json.dumps({"drawing": dots * (MOST_STROKES + 1)}))
    [most] = read(json.dumps({"drawing": points * 2}))
    assert len(most.sample.drawing.strokes) == 2
    assert "more than 50,000 points" in refusal(json.dumps({"drawing": [*points, *points, *dots]}))


class Endless:
    """A stream that never ends a line."""

    def readline(self, size):
        return b"x" * size


def test_a_line_without_end_is_given_up(monkeypatch):
    monkeypatch.setattr("tickdraw.data.formats.quickdraw._MOST_BLOCKS", 3)
    found = read_ndjson(Endless(), "x")
    assert "longer than 2 MiB" in next(found).reason
    with pytest.raises(FormatError, match="no lines"):
        next(found)
