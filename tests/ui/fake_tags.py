"""Club tags over the in-memory winery."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from posapp.domain.club_tags import nearest_tag
from posapp.ports.tags import ClubTagRow, TagStanding, TagTable
from posapp.ui.tag_commands import TagAnswer


@dataclass
class FakeTags:
    """Answers as the store does: what needs a person first."""

    clubs: list[ClubTagRow] = field(default_factory=list)
    known: tuple[str, ...] = ()
    is_on: bool = True
    answers: list[tuple[str, str | None]] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)

    def add(self, name: str, *, members: int = 12, waiting: int = 0) -> None:
        """A club as it stands with nothing mapped."""
        row = ClubTagRow(
            club_name=name,
            tag=name,
            is_mapped=False,
            standing=TagStanding.UNKNOWN,
            nearest="",
            members=members,
            waiting=waiting,
        )
        self.clubs.append(self._stood(row))

    def tag_table(self) -> TagTable:
        rows = sorted(self.clubs, key=lambda row: row.standing is not TagStanding.UNKNOWN)
        return TagTable(tuple(rows), self.known)

    def map_tag(self, club_name: str, tag: str | None) -> TagAnswer:
        at = next(at for at, row in enumerate(self.clubs) if row.club_name == club_name)
        row = self.clubs[at]
        before = row.tag if row.is_mapped else None
        name = club_name if tag is None else tag
        self.clubs[at] = self._stood(replace(row, tag=name, is_mapped=tag is not None, waiting=0))
        self.answers.append((club_name, tag))
        return TagAnswer(before, row.waiting)

    def withdraw(self, item_id: str) -> None:
        self.withdrawn.append(item_id)

    def _stood(self, row: ClubTagRow) -> ClubTagRow:
        if not row.tag:
            return replace(row, standing=TagStanding.LEFT_OUT, nearest="")
        if not self.known:
            return replace(row, standing=TagStanding.NOT_CHECKED, nearest="")
        if row.tag in self.known:
            return replace(row, standing=TagStanding.KNOWN, nearest="")
        near = nearest_tag(row.tag, known=self.known)
        return replace(row, standing=TagStanding.UNKNOWN, nearest=near)
