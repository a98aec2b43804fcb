"""Keeps the gallery showing what was asked for; what the network must be asked about comes from the job thread."""

import threading
from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from tickdraw.data.project import Project, ProjectError
from tickdraw.gui.common.jobs import JobRunner
from tickdraw.gui.gallery.drawings_tab import DrawingsTab
from tickdraw.gui.project.project_controller import ProjectController
from tickdraw.gui.state.session import Session
from tickdraw.language import tr
from tickdraw.training.gallery.gallery_query import (
    ASKING,
    Listing,
    Order,
    Query,
    TwoGroups,
    listed_at_once,
    listings,
    two_groups,
)
from tickdraw.training.gallery.model_opinions import Ids, Opinions

REST_MS = 500  # a network in training changes ten times a second: asked about everything once it rests


class GalleryController(QObject):
    """Shows the drawings of a query.

    Signals
    -------
    failed : str
        One sentence for the message bar.
    """

    failed = Signal(str)

    def __init__(
        self, session: Session, project: ProjectController, tab: DrawingsTab, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._project, self._tab = session, project, tab
        self._opinions: tuple[Project | None, Opinions] = (None, self._fresh_opinions())
        self._stopped = threading.Event()
        self._asked: tuple[Project, Query] | None = None  # what the job is about
        self._is_outdated = False  # the job's answer is of no use any more
        self._was_stopped = False
        self._disagreeing: tuple[object, int] | None = None  # of which state, and how many
        self._jobs = JobRunner(self)
        self._jobs.reported.connect(self._take)
        self._jobs.failed.connect(self._fail)
        self._jobs.ended.connect(tab.asking.end)
        self._jobs.ended.connect(self._end)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self.show)
        tab.query_changed.connect(self.show)
        tab.asking.stop_requested.connect(self._stop)
        tab.class_buttons.split_requested.connect(self._split)
        tab.model.failed.connect(self.failed)
        project.changed.connect(self.show)
        session.model_changed.connect(self._take_model)
        session.centring_changed.connect(self._take_model)

    def show(self) -> None:
        """Show what is asked for, if the tab is in sight; otherwise it will be once the tab is."""
        if self._tab.isVisible():
            try:
                self._show()
            except ProjectError as error:
                self.failed.emit(str(error))

    def _show(self) -> None:
        project, query = self._project.project, self._tab.query
        self._tab.show_classes(self._project.class_names(), self._project.summary.counts)
        self._tab.show_authors(self._project.ask(lambda project: project.samples.authors(), ()))
        query = self._tab.query  # what was chosen may be there no more
        count = self._disagreeing[1] if self._disagreeing and self._disagreeing[0] == self._state(query) else None
        self._tab.show_disagreeing(count)
        self._rest.stop()
        if project is None:
            self._display(np.zeros(0, np.int64))
        elif query.order in ASKING:
            self._ask(project, query)
        else:
            self._give_up()
            self._display(listed_at_once(project, query))

    def _display(self, ids: Ids) -> None:
        session = self._session
        try:
            self._tab.show_drawings(self._project.project, session.model, ids, centred=session.is_centred)
        except ProjectError as error:
            self.failed.emit(str(error))

    def shut_down(self) -> None:
        """Stop asking, before the project is closed."""
        self._rest.stop()
        self._give_up()
        self._jobs.wait()

    def _state(self, query: Query) -> object:
        project = self._project.project
        return (
            project,
            self._project.ask(lambda project: project.revision, 0),
            self._session.model,
            self._session.is_centred,
            query.label,
            query.author,
            query.split,
        )

    def _take_model(self) -> None:
        if not self._tab.isVisible():
            return
        if self._tab.query.order in ASKING:
            self._rest.start()
        self._display(self._tab.model.ids)

    def _ask(self, project: Project, query: Query) -> None:
        if self._jobs.is_running:
            self._is_outdated = True
            self._stopped.set()
            return
        opinions, stopped = self._current_opinions(project), self._begin(project, query)
        self._jobs.start(lambda: listings(project, query, opinions, stopped.is_set))

    def _fresh_opinions(self) -> Opinions:
        return Opinions(self._session.model, centred=self._session.is_centred)

    def _current_opinions(self, project: Project) -> Opinions:
        of, opinions = self._opinions
        if (of, opinions.model, opinions.centred) != (project, self._session.model, self._session.is_centred):
            opinions = self._fresh_opinions()
            self._opinions = project, opinions
        return opinions

    def _split(self) -> None:
        """Look for two groups in the chosen class; the smaller one is selected, to be named."""
        project, label = self._project.project, self._tab.classes.own_class
        if project is None or label is None or self._jobs.is_running:
            return
        opinions, stopped = self._current_opinions(project), self._begin(project, self._tab.query)

        def look() -> Iterator[TwoGroups]:
            return two_groups(project, label, opinions, stopped.is_set)

        self._jobs.start(look)

    def _begin(self, project: Project, query: Query) -> threading.Event:
        self._asked, self._is_outdated, self._was_stopped = (project, query), False, False
        self._stopped = threading.Event()
        self._tab.asking.start()
        return self._stopped

    def _stop(self) -> None:
        self._was_stopped = True
        self._stopped.set()

    def _give_up(self) -> None:
        """Let a job end whose answer nobody waits for."""
        self._stopped.set()
        self._asked, self._is_outdated = None, False
        self._tab.asking.hide()

    def _take(self, reports: list[object]) -> None:
        report = reports[-1]
        if self._asked is None or self._is_outdated or self._asked[0] is not self._project.project:
            return
        if isinstance(report, TwoGroups):
            self._take_groups(report)
        elif isinstance(report, Listing):
            self._take_listing(report, self._asked[1])

    def _take_listing(self, listing: Listing, query: Query) -> None:
        if listing.done < listing.total:
            share = listing.done / listing.total
            text = tr("Asking the network: {done:,} of {total:,} drawings", done=listing.done, total=listing.total)
            self._tab.asking.show_progress(text, share)
        elif query.order is Order.DISAGREES:
            self._disagreeing = self._state(query), len(listing.ids)
            self._tab.show_disagreeing(len(listing.ids))
        if self._was_stopped:
            text = tr(
                "Stopped after {done:,} of {total:,} drawings: these are found so far.",
                done=listing.done,
                total=listing.total,
            )
            self._tab.asking.show_result(text)
        elif listing.done == listing.total:
            self._tab.asking.hide()
        self._display(listing.ids)

    def _take_groups(self, groups: TwoGroups) -> None:
        if self._was_stopped:
            return
        if groups.smaller is None:
            self._tab.asking.show_progress(
                tr("Looking at {done:,} of {total:,} drawings", done=groups.done, total=groups.total), groups.share
            )
        elif not len(groups.smaller):
            self._tab.asking.show_result(
                tr("There is nothing to split: all its drawings look alike to the network.")
            )
        else:
            self._tab.asking.hide()
            self._tab.select_ids(groups.smaller.tolist())
            self._tab.selection.ask_name()

    def _fail(self, error: Exception) -> None:
        if self._asked is not None and self._asked[0] is self._project.project:
            self.failed.emit(str(error))
        self._tab.asking.hide()

    def _end(self) -> None:
        if self._is_outdated:
            self._is_outdated = False
            self.show()
