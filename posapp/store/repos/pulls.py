"""Reports of pulls, and what a pull must know of the store."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, delete
from sqlalchemy import text as sql_text
from sqlmodel import col, select

from posapp.domain.errors import NotFoundError
from posapp.domain.reservation import Channel
from posapp.ports.pulls import KEPT_REPORTS, PullAnswer, PullReport, PullState
from posapp.store.pull_rows import report_of, values_of
from posapp.store.repos.scope import Scope
from posapp.store.schema import MappingRow, PullReportRow

_SERVED = (PullState.DONE, PullState.PREVIEW, PullState.CANCELLED)
_LOOKED_AT = 20
"""Of the latest served reports; only previews that were accepted are passed over."""

_REMEMBER = sql_text(
    "INSERT INTO tock_tag (name, seen_ms) VALUES (:name, :seen_ms)"
    " ON CONFLICT (name) DO UPDATE SET seen_ms = excluded.seen_ms"
)
_HAS_ROWS = sql_text(
    "SELECT 1 FROM reservation WHERE channel = :channel AND business_id = :business_id LIMIT 1"
)
_KNOWN = sql_text("SELECT DISTINCT email_key FROM guest WHERE email_key IN :keys").bindparams(
    bindparam("keys", expanding=True)
)


class SqlPullRepo:
    """Satisfies ports.pulls.PullRepo."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def get(self, report_id: str) -> PullReport:
        """The report; raises NotFoundError."""
        row = self._scope.session.get(PullReportRow, report_id)
        if row is None:
            raise NotFoundError("pull", report_id)
        return report_of(row.model_dump())

    def save(self, report: PullReport) -> None:
        """Insert or update; of all reports the latest KEPT_REPORTS stay."""
        stored = self._scope.session.get(PullReportRow, report.report_id)
        row = PullReportRow(**values_of(report), terminal_id=self._scope.terminal_id)
        self._scope.put(row, stored=stored)
        if stored is None:
            self._forget_old()

    def latest(self, stream: str, *, now_ms: int) -> PullReport | None:
        """The report of a stream that was begun last, leaving out what is the future now."""
        query = (
            select(PullReportRow)
            .where(PullReportRow.stream == stream, PullReportRow.started_ms <= now_ms)
            .order_by(col(PullReportRow.started_ms).desc(), col(PullReportRow.id).desc())
        )
        row = self._scope.session.exec(query).first()
        return None if row is None else report_of(row.model_dump())

    def unfinished(self, stream: str) -> list[PullReport]:
        """The reports of a stream that say it is running."""
        query = select(PullReportRow).where(
            PullReportRow.stream == stream, PullReportRow.state == PullState.RUNNING
        )
        return [report_of(row.model_dump()) for row in self._scope.session.exec(query)]

    def last_served(self, stream: str, *, now_ms: int) -> PullReport | None:
        """The latest report of a stream that stands for a run of its plan."""
        query = (
            select(PullReportRow)
            .where(
                PullReportRow.stream == stream,
                col(PullReportRow.state).in_(_SERVED),
                PullReportRow.started_ms <= now_ms,
            )
            .order_by(col(PullReportRow.started_ms).desc())
            .limit(_LOOKED_AT)
        )
        reports = [report_of(row.model_dump()) for row in self._scope.session.exec(query)]
        return next((one for one in reports if one.answer is not PullAnswer.ACCEPTED), None)

    def has_rows(self, business_id: str) -> bool:
        """True when files of a business were read into this store, by a pull or by hand."""
        values = {"channel": int(Channel.EXPORT), "business_id": business_id}
        return self._scope.session.connection().execute(_HAS_ROWS, values).first() is not None

    def unknown_emails(self, email_keys: Sequence[str]) -> frozenset[str]:
        """Those of these folded addresses that no guest here has."""
        wanted = frozenset(email_keys)
        if not wanted:
            return wanted
        rows = self._scope.session.connection().execute(_KNOWN, {"keys": sorted(wanted)})
        return wanted - {key for (key,) in rows}

    def mapped_names(self, business_id: str) -> frozenset[tuple[str, str]]:
        """(kind, name) of everything that staff have mapped, for a business or for all."""
        query = select(MappingRow.kind, MappingRow.name).where(
            col(MappingRow.business_id).in_(["", business_id])
        )
        return frozenset((kind, name) for kind, name in self._scope.session.exec(query))

    def remember_tags(self, names: Sequence[str]) -> None:
        """Keep the guest tags that the reservation system knows, as spelt there."""
        if names:
            values = [{"name": name, "seen_ms": self._scope.now_ms} for name in names]
            self._scope.session.connection().execute(_REMEMBER, values)

    def _forget_old(self) -> None:
        order = (col(PullReportRow.started_ms).desc(), col(PullReportRow.id).desc())
        old = select(PullReportRow.id).order_by(*order).offset(KEPT_REPORTS)
        ids = list(self._scope.session.exec(old))
        if ids:
            gone = delete(PullReportRow).where(col(PullReportRow.id).in_(ids))
            self._scope.session.connection().execute(gone)
