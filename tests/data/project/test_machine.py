"""Any row of operations, undone and done again: the project holds what a dictionary would."""

import shutil
import tempfile
from pathlib import Path

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.campaigns import RUN_ALL
from tests.data.project.projects import drawing, key
from tickdraw.data.project import Project
from tickdraw.data.samples import NEITHER, Sample

LABELS = st.sampled_from(["a", "b", "c", "it's", NEITHER, ""])
NAMES = st.sampled_from(["a", "b", "c", "it's"])
MEMORY = Path("/dev/shm")


class ProjectMachine(RuleBasedStateMachine):
    """A project beside two dictionaries, of live samples and of deleted ones: id to (seed, label)."""

    @initialize()
    def create(self):
        self.folder = Path(tempfile.mkdtemp(dir=MEMORY if MEMORY.is_dir() else None))
        self.project = Project.create(self.folder / "a.tickdraw")
        self.live: dict[int, tuple[int, str]] = {}
        self.classes: list[str] = []
        self.undo = []
        self.seed = 0

    def done(self, change, before):
        self.undo.append((change, before))

    def state(self):
        return dict(self.live), sorted(self.classes)

    def know(self, label):
        if label not in (NEITHER, "", *self.classes):
            self.classes.append(label)

    @rule(label=LABELS)
    def add(self, label):
        before = self.state()
        self.seed += 1
        added = self.project.samples.add(drawing(self.seed, 3), label)
        self.live[added.ids[0]] = (self.seed, label)
        self.know(label)
        self.done(added.undo, before)

    @rule(labels=st.lists(LABELS, max_size=6), again=st.booleans())
    def add_many(self, labels, again):
        before = self.state()
        first = max(1, self.seed - 2) if again else self.seed + 1
        seeds = range(first, first + len(labels))
        made = [Sample(drawing(seed, 3), label) for seed, label in zip(seeds, labels, strict=True)]
        added = self.project.samples.add_many(made, skip_duplicates=True)
        here = {seed for seed, _ in self.live.values()}
        new = [(seed, label) for seed, label in zip(seeds, labels, strict=True) if seed not in here]
        assert added.duplicates == len(labels) - len(new)
        self.live |= dict(zip(added.ids, new, strict=True))
        for _, label in new:
            self.know(label)
        self.seed = max(self.seed, first + len(labels) - 1)
        self.done(added.undo, before)

    @precondition(lambda self: self.live)
    @rule(data=st.data(), label=LABELS)
    def relabel(self, data, label):
        before = self.state()
        ids = data.draw(st.lists(st.sampled_from(sorted(self.live)), min_size=1, max_size=4))
        change = self.project.samples.relabel(ids, label)
        self.live |= {number: (self.live[number][0], label) for number in ids}
        self.know(label)
        self.done(change, before)

    @precondition(lambda self: self.live)
    @rule(data=st.data())
    def delete_and_perhaps_restore(self, data):
        before = self.state()
        ids = data.draw(st.lists(st.sampled_from(sorted(self.live)), min_size=1, max_size=4, unique=True))
        change = self.project.samples.delete(ids)
        assert set(ids) <= set(self.project.samples.ids(deleted=True).tolist())
        if data.draw(st.booleans()):
            self.project.samples.restore(ids)
            return
        for number in ids:
            del self.live[number]
        self.done(change, before)

    @precondition(lambda self: self.classes)
    @rule(data=st.data(), new=NAMES)
    def rename(self, data, new):
        old = data.draw(st.sampled_from(sorted(self.classes)))
        if new in self.classes:
            return
        before = self.state()
        change = self.project.classes.rename(old, new)
        self.move(old, new)
        self.know(new)
        self.done(change, before)

    @precondition(lambda self: self.classes)
    @rule(data=st.data())
    def merge(self, data):
        name = data.draw(st.sampled_from(sorted(self.classes)))
        into = data.draw(st.sampled_from([NEITHER, *sorted(self.classes)]).filter(lambda each: each != name))
        before = self.state()
        change = self.project.classes.merge(name, into)
        self.move(name, into)
        self.done(change, before)

    @precondition(lambda self: self.classes)
    @rule(data=st.data())
    def remove(self, data):
        name = data.draw(st.sampled_from(sorted(self.classes)))
        before = self.state()
        change = self.project.classes.remove(name)
        self.live = {number: each for number, each in self.live.items() if each[1] != name}
        self.classes.remove(name)
        self.done(change, before)

    @precondition(lambda self: self.undo)
    @rule(again=st.booleans())
    def take_back(self, again):
        change, before = self.undo.pop()
        after = self.state()
        inverse = self.project.revert(change)
        self.live, self.classes = dict(before[0]), list(before[1])
        if again:
            self.check()
            self.done(self.project.revert(inverse), before)
            self.live, self.classes = dict(after[0]), list(after[1])

    @rule()
    def open_again(self):
        self.project.close()
        self.project = Project.open(self.project.path)
        assert not self.project.read_only_reason

    @invariant()
    def check(self):
        kept = {each.id: each for each in self.project.samples}
        assert {number: each.sample.label for number, each in kept.items()} == {
            number: label for number, (_, label) in self.live.items()
        }
        for number, (seed, _) in self.live.items():
            assert key(kept[number].sample) == key(Sample(drawing(seed, 3), ""))
        assert sorted(each.name for each in self.project.classes.all()) == sorted(self.classes)
        counts = self.project.samples.counts()
        assert sum(count.total for count in counts.values()) == len(self.live)
        for name in self.classes:
            assert counts[name].total == sum(label == name for _, label in self.live.values())
            assert set(self.project.samples.ids(label=name).tolist()) == {
                number for number, (_, label) in self.live.items() if label == name
            }

    def move(self, old, new):
        self.live = {number: (seed, new if label == old else label) for number, (seed, label) in self.live.items()}
        self.classes.remove(old)

    def teardown(self):
        self.project.close()
        Project.open(self.project.path).close()
        shutil.rmtree(self.folder)


TestProjectMachine = ProjectMachine.TestCase
TestProjectMachine.settings = settings(
    max_examples=300 if RUN_ALL else 25, stateful_step_count=40 if RUN_ALL else 20, deadline=None
)
