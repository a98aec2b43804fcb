"""Models, runs and snapshots in a project: bytes in, bytes out."""

from collections.abc import Iterable
from dataclasses import dataclass

from tickdraw.data.project.errors import NoSuchError, damaged
from tickdraw.data.project.records import now_ms
from tickdraw.data.project.rows import checksum
from tickdraw.data.project.store import Store
from tickdraw.language import tr

IN_USE_NOTE = "model"  # the note that has the id of the model in use


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """A model in a project; `revision` is that of the project when its training began."""

    id: int
    name: str
    created_ms: int
    revision: int
    summary: str


@dataclass(frozen=True, slots=True)
class RunInfo:
    """A run in a project; settings and summary are text of the caller's own (JSON)."""

    id: int
    created_ms: int
    settings: str
    summary: str


class Models:
    """The models and runs of an open project."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, name: str, data: bytes, *, revision: int, summary: str = "") -> int:
        """Keep a model and return its id.

        Parameters
        ----------
        name, summary
            Text.
        data
            What a model file holds.
        revision
            `Project.revision` when the training began.
        """
        with self._store.change() as edit:
            return edit.insert("models", (name, now_ms(), revision, summary, data))

    def all(self) -> tuple[ModelInfo, ...]:
        """Return the models, the oldest first."""
        rows = self._store.read("SELECT id, name, created_ms, revision, summary FROM models ORDER BY id")
        return tuple(ModelInfo(*row) for row in rows)  # type: ignore[arg-type]

    def data(self, model_id: int) -> bytes:
        """Return a model's bytes.

        Raises
        ------
        NoSuchError
            If there is none.
        """
        return self._verified("models", model_id)

    def remove(self, model_id: int) -> None:
        """Remove a model for good."""
        with self._store.change() as edit:
            edit.delete("models", model_id)

    def add_run(self, settings: str, summary: str, snapshots: Iterable[tuple[int, bytes]]) -> int:
        """Keep a run with its snapshots, each a step and a model's bytes, in one commit; return its id."""
        with self._store.change() as edit:
            run_id = edit.insert("runs", (now_ms(), settings, summary))
            for step, data in snapshots:
                edit.insert("snapshots", (run_id, step, data))
            return run_id

    def runs(self) -> tuple[RunInfo, ...]:
        """Return the runs, the oldest first."""
        rows = self._store.read("SELECT id, created_ms, settings, summary FROM runs ORDER BY id")
        return tuple(RunInfo(*row) for row in rows)  # type: ignore[arg-type]

    def snapshots(self, run_id: int) -> tuple[tuple[int, int], ...]:
        """Return id and step of each snapshot of a run, in order."""
        rows = self._store.read("SELECT id, step FROM snapshots WHERE run_id = ? ORDER BY step, id", (run_id,))
        return tuple(rows)  # type: ignore[arg-type]

    def snapshot(self, snapshot_id: int) -> bytes:
        """Return a snapshot's bytes."""
        return self._verified("snapshots", snapshot_id)

    def remove_run(self, run_id: int) -> None:
        """Remove a run and its snapshots for good."""
        with self._store.change() as edit:
            for snapshot_id, _ in self.snapshots(run_id):
                edit.delete("snapshots", snapshot_id)
            edit.delete("runs", run_id)

    def _verified(self, table: str, number: int) -> bytes:
        rows = self._store.read(f"SELECT * FROM {table} WHERE id = ?", (number,))  # noqa: S608  (one of two)
        if not rows:
            raise NoSuchError(tr("The project no longer holds this model. Nothing was changed. Choose another."))
        own_id, crc, *own = rows[0]
        data = own[-1]
        if not isinstance(data, bytes) or checksum(table, (own_id, *own)) != crc:
            raise damaged(self._store.path, tr("a model fails its checksum"))
        return data
