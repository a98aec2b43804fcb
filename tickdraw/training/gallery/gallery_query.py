"""Which kept drawings to show, and in which order: plain ones at once, by and by where the network is asked."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum

import numpy as np

from tickdraw.data.formats import AnySample
from tickdraw.data.project import Project, Split
from tickdraw.language import mark
from tickdraw.training.gallery.model_opinions import PAGE, Ids, Opinions, ask_all, features, in_two, to_label_next

REPORT_S = 0.4


class Order(Enum):
    """What is shown first, or alone; the values are what to call it."""

    ALL = mark("All")
    DISAGREES = mark("Network disagrees")
    LEAST_SURE = mark("Least sure")
    NEWEST = mark("Newest")
    LABEL_NEXT = mark("Label next")
    COPIES = mark("Copies")


ASKING = (Order.DISAGREES, Order.LEAST_SURE, Order.LABEL_NEXT)


@dataclass(frozen=True, slots=True)
class Query:
    """Which drawings: of one label ("" for none yet), author or split, or of any where that is None."""

    order: Order = Order.ALL
    label: str | None = None
    author: str | None = None
    split: Split | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Listing:
    """The drawings to show, as far as is known: the network was asked about `done` of `total`."""

    ids: Ids
    done: int
    total: int


def listed_at_once(project: Project, query: Query) -> Ids:
    """Return the drawings of a query that the network need not be asked about."""
    ids = _selected(project, query)
    if query.order is Order.COPIES:
        return _copies(project, ids)
    return ids if query.order is Order.NEWEST else ids[::-1]


def listings(project: Project, query: Query, opinions: Opinions, stopped: Callable[[], bool]) -> Iterator[Listing]:
    """Yield the drawings of a query, better and better; the last listing is right unless it was stopped."""
    base = _selected(project, query)

    def load(ids: Ids) -> list[AnySample]:
        return [kept.sample for kept in project.samples.load(ids)]

    if query.order is Order.LABEL_NEXT:
        base, known = _unlabelled_first(project, query, base)
    truth = _truth(project, base, opinions) if query.order is Order.DISAGREES else None
    told_s = time.monotonic()
    for _ in ask_all(opinions, base, load):
        if stopped():
            break
        if time.monotonic() - told_s > REPORT_S:
            told_s = time.monotonic()
            so_far = opinions.known(base)
            shown = so_far[:0] if query.order is Order.LABEL_NEXT else _arranged(opinions, base, truth)
            yield Listing(shown, len(so_far), len(base))
    asked = opinions.known(base)
    if query.order is Order.LABEL_NEXT:
        yield Listing(to_label_next(opinions, asked, known, load), len(asked), len(base))
    else:
        yield Listing(_arranged(opinions, base, truth), len(asked), len(base))


def copies_to_remove(project: Project) -> Ids:
    """Return the later ones of drawings kept more than once under one label; the first of each stays.

    Copies under different labels are left: somebody has to say which is right.
    """
    groups = project.samples.duplicates()
    numbers = sorted(number for group in groups for number in group)
    labels = {kept.id: kept.sample.label for kept in project.samples.load(numbers)}
    later: list[int] = []
    for group in groups:
        seen: set[str] = set()
        for number in group:
            if labels[number] in seen:
                later.append(number)
            seen.add(labels[number])
    return np.array(later, dtype=np.int64)


def _selected(project: Project, query: Query) -> Ids:
    """Return the drawings of a label, author and split, the newest first; a class may be the network's alone."""
    if query.label and query.label not in project.classes.names().values():
        return np.zeros(0, np.int64)
    return project.samples.ids(label=query.label, author=query.author, split=query.split)


def _copies(project: Project, ids: Ids) -> Ids:
    """Return the drawings of which there are copies, group by group, where one of a group is among `ids`."""
    wanted = set(ids.tolist())
    groups = [group for group in project.samples.duplicates() if wanted.intersection(group)]
    return np.array([number for group in groups for number in group], dtype=np.int64)


def _unlabelled_first(project: Project, query: Query, base: Ids) -> tuple[Ids, Ids]:
    """Return the candidates, those without a label if there are any, and the drawings that have one."""
    bare = project.samples.ids(label="", author=query.author, split=query.split)
    if query.label is None and len(bare):
        return bare, np.setdiff1d(base, bare)[::-1]
    if query.label == "":
        return base, np.setdiff1d(project.samples.ids(), bare)[::-1]
    return base, base[:0]


def _truth(project: Project, base: Ids, opinions: Opinions) -> Ids:
    """Return what the answer to each drawing ought to be, as `Opinions.differing` takes it."""
    truth = np.full(int(base.max(initial=-1)) + 1, opinions.NO_LABEL)
    for name in (*(each.name for each in project.classes.all()), "neither"):
        own = project.samples.ids(label=name)
        truth[own[own < len(truth)]] = opinions.truth_of(name)
    return truth[base]


def _arranged(opinions: Opinions, base: Ids, truth: Ids | None) -> Ids:
    if truth is None:
        return opinions.least_sure(opinions.known(base))
    return base[opinions.differing(base, truth)]


@dataclass(frozen=True, slots=True, eq=False)
class TwoGroups:
    """How far the search for two groups in a class is; `smaller` comes at the end."""

    done: int
    total: int
    smaller: Ids | None = None

    @property
    def share(self) -> float:
        """What is done, 0…1."""
        return self.done / max(self.total, 1)


def two_groups(
    project: Project, label: str, opinions: Opinions, stopped: Callable[[], bool]
) -> Iterator[TwoGroups]:
    """Look for two groups in a class, by what the network's last layer reads of each drawing."""
    ids = project.samples.ids(label=label)
    parts = []
    for start in range(0, len(ids), PAGE):
        if stopped():
            return
        samples = [kept.sample for kept in project.samples.load(ids[start : start + PAGE])]
        parts.append(features(opinions.model, samples, centred=opinions.centred))
        yield TwoGroups(start, len(ids))
    second = in_two(np.concatenate(parts)) if parts else np.zeros(0, bool)
    smaller = second if 2 * second.sum() <= len(second) else ~second
    yield TwoGroups(len(ids), len(ids), ids[smaller])
