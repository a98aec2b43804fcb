"""The project: a file of the user's drawings, classes, models and runs, from which nothing is lost."""

from tickdraw.data.project.backups import Backup, backups_of
from tickdraw.data.project.errors import (
    BusyError,
    ClassNameError,
    DamagedError,
    DiskFullError,
    GoneError,
    MissingProjectError,
    NoSuchError,
    NotAProjectError,
    ProjectError,
    ReadOnlyError,
    StorageError,
)
from tickdraw.data.project.models import ModelInfo, RunInfo
from tickdraw.data.project.project import Project, default_path
from tickdraw.data.project.project_samples import Staged, stage
from tickdraw.data.project.records import Added, Change, ClassInfo, Count, Kept, Split
from tickdraw.data.project.recovery import repair, restore
from tickdraw.data.project.report import Report

__all__ = [
    "Added",
    "Backup",
    "BusyError",
    "Change",
    "ClassInfo",
    "ClassNameError",
    "Count",
    "DamagedError",
    "DiskFullError",
    "GoneError",
    "Kept",
    "MissingProjectError",
    "ModelInfo",
    "NoSuchError",
    "NotAProjectError",
    "Project",
    "ProjectError",
    "ReadOnlyError",
    "Report",
    "RunInfo",
    "Split",
    "Staged",
    "StorageError",
    "backups_of",
    "default_path",
    "repair",
    "restore",
    "stage",
]
