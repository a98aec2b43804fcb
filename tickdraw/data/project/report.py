"""What a repair has found, in numbers and in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tickdraw.language import tr, tr_count


@dataclass(frozen=True, slots=True)
class Report:
    """What a repair found.

    Attributes
    ----------
    kept : int
        Drawings that are in the repaired project, deleted ones included.
    unlabelled : tuple of int
        Of these, the ids of those that have lost their label, and whatever else was known of them.
    lost : int
        How many drawings are known to have been there and could not be brought back.
    lost_ids : tuple of int
        Which ones, as far as that is known; at most a thousand.
    from_backup : int
        Of those kept, how many came from the newest backup.
    others_lost : int
        Models, runs, snapshots, classes' names and notes known to be lost.
    is_complete : bool
        Whether the project's own count of its rows was found, so that nothing else can be missing.
    damaged_file : Path
        The file as it was.
    """

    kept: int
    unlabelled: tuple[int, ...]
    lost: int
    lost_ids: tuple[int, ...]
    from_backup: int
    others_lost: int
    is_complete: bool
    damaged_file: Path

    def __str__(self) -> str:
        """Return the report in plain words."""
        return tr(
            "{found}; {losses}. The damaged file is kept as {name}.",
            found=self._found(),
            losses="; ".join(self._losses()) or tr("nothing is lost"),
            name=self.damaged_file.name,
        )

    def _found(self) -> str:
        if self.from_backup:
            return tr_count(
                "{count:,} drawing was brought back, from a backup",
                "{count:,} drawings were brought back, {older:,} of them from a backup",
                self.kept,
                older=self.from_backup,
            )
        return tr_count("{count:,} drawing was brought back", "{count:,} drawings were brought back", self.kept)

    def _losses(self) -> Iterator[str]:
        if self.lost:
            yield tr_count("{count:,} drawing is lost", "{count:,} drawings are lost", self.lost)
        if unlabelled := len(self.unlabelled):
            yield tr_count(
                "{count:,} drawing has lost its label", "{count:,} drawings have lost their label", unlabelled
            )
        if self.others_lost:
            yield tr_count(
                "{count:,} model, run, class name or note is lost",
                "{count:,} models, runs, class names or notes are lost",
                self.others_lost,
            )
        if not self.is_complete:
            yield tr("drawings may be missing that nothing tells of")
