"""What is shown of a project wherever it is shown: worked out once a change."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tickdraw.data.project import Project

TRAINED_NOTE = "trained at revision"


@dataclass(frozen=True, slots=True)
class ProjectSummary:
    """The counts of a project; without one, nothing.

    Attributes
    ----------
    counts : mapping
        How many drawings of each class are kept: the project's classes in their order, "neither", and "" if some
        drawings have no label.
    since_training : int
        How many drawings have come or changed since the network was last trained with them.
    """

    counts: Mapping[str, int] = field(default_factory=dict)
    since_training: int = 0

    @classmethod
    def of(cls, project: Project) -> "ProjectSummary":
        """Read it.

        Raises
        ------
        ProjectError
            If the project cannot be read.
        """
        samples = project.samples
        counts = {name: count.total for name, count in samples.counts().items()}
        return cls(counts, samples.changed_since(project.number(TRAINED_NOTE) or 0))

    @property
    def total(self) -> int:
        """How many drawings are kept."""
        return sum(self.counts.values())
