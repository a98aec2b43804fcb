"""Writers of projects: new, copied, brought back, repaired, and changed in place."""

from tests.data.project.projects import drawing
from tests.kills.base import DRAWINGS, NumberedWriter, Writer, number_of, numbered
from tickdraw.data.formats import write
from tickdraw.data.project import Project, backups_of, repair, restore
from tickdraw.data.project.backups import make_backup
from tickdraw.data.samples import Sample
from tickdraw.gui.common.jobs import Progress
from tickdraw.gui.gallery.transfer_controller import bring_in, take_out


class NewProject(NumberedWriter):
    name = "a.tickdraw"

    def write(self, number):
        write(self.place(number), numbered(number))


class SaveAs(Writer):
    name = "a.tickdraw"

    def write(self, number):
        source = self.other.with_suffix(".tickdraw")
        source.unlink(missing_ok=True)
        with Project.create(source, numbered(number)) as project:
            self.save(project)

    def save(self, project):
        project.save_copy(self.path)

    def read(self):
        return number_of(self.path)


class ExportedProject(SaveAs):
    def save(self, project):
        take_out(project, self.path, Progress())


class Backup(SaveAs):
    def save(self, project):
        make_backup(project.path)

    def read(self):
        backups = backups_of(self.other.with_suffix(".tickdraw"))
        for each in backups[1:]:
            each.path.unlink()
        return number_of(backups[0].path) if backups else None


class Restored(SaveAs):
    """Goes back to a backup of another project, over whatever is there."""

    def save(self, project):
        restore(self.path, project.path)


class Repaired(SaveAs):
    """Copies a damaged project into place, which is what a user does, and repairs it."""

    def write(self, number):
        with Project.create(self.folder / f"n{number}.tickdraw", numbered(number)):
            pass
        path = self.folder / f"n{number}.tickdraw"
        data = path.read_bytes()
        path.write_bytes(bytes(100) + data[100:])
        repair(path).damaged_file.unlink()
        path.replace(self.path)

    def read(self):
        for left in [*self.folder.glob("n*")]:  # the one that it was killed over, damaged or not
            left.unlink()
        return super().read()


class Imported(Writer):
    """An import is one commit."""

    name = "a.tickdraw"

    def prepare(self):
        if not self.path.exists():
            Project.create(self.path).close()

    def write(self, number):
        lines = self.other.with_suffix(".ndjson")
        write(lines, [Sample(drawing(1000 * number + seed), f"class {number}") for seed in range(DRAWINGS)])
        with Project.open(self.path) as project:
            bring_in(project, [lines], Progress(), fit=False)

    def read(self):
        with Project.open(self.path) as project:
            assert not project.read_only_reason
            counts = {name: count.total for name, count in project.samples.counts().items() if count.total}
        assert set(counts.values()) <= {DRAWINGS}
        return max((int(name.removeprefix("class ")) for name in counts), default=None)


class KeptRun(Writer):
    """A run with its networks, and which one is in use: one commit each."""

    name = "a.tickdraw"
    networks = 8

    def prepare(self):
        if not self.path.exists():
            Project.create(self.path, numbered(0)).close()

    def write(self, number):
        with Project.open(self.path) as project:
            moments = [(step, bytes([number % 256]) * 5000) for step in range(self.networks)]
            project.models.add_run("{}", str(number), moments)

    def read(self):
        with Project.open(self.path) as project:
            runs = {int(run.summary): run.id for run in project.models.runs()}
            last = max(runs, default=None)
            if last is not None:
                moments = [project.models.snapshot(each) for each, _ in project.models.snapshots(runs[last])]
                assert moments == [bytes([last % 256]) * 5000] * self.networks
        return last


class Undone(Writer):
    """What was labelled, taken back and done again: all drawings have the label, or none."""

    name = "a.tickdraw"

    def prepare(self):
        if not self.path.exists():
            Project.create(self.path, numbered(0)).close()

    def write(self, number):
        with Project.open(self.path) as project:
            change = project.samples.relabel(project.samples.ids().tolist(), f"class {number}")
            project.revert(project.revert(change))

    def read(self):
        return number_of(self.path)
