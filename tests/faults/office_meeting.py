"""A schedule over an office whose guests mostly are there already when they are entered here."""

from __future__ import annotations

from dataclasses import dataclass, field

from posapp.sandbox.office_site import OfficeSite
from tests.faults.office_schedule import OfficeSchedule
from tests.faults.office_work import Action, OfficeWork, Wanted


@dataclass
class MetWork(OfficeWork):
    """Most guests are entered over there as well, right before they are here."""

    site: OfficeSite = field(kw_only=True)
    met: set[str] = field(default_factory=set)

    def _enter(self) -> Action:
        action = super()._enter()
        email = list(self.people)[-1]
        if self.dice.random() < 0.7:
            known = self.site.add_person(first_name="Ann", last_name="Lee", email=email)
            self.site.add_type(known, "Press")
            self.met.add(email)
        return action


class MeetingSchedule(OfficeSchedule):
    """The same schedule with work that meets somebody."""

    def _set_up(self) -> None:
        super()._set_up()
        self._met = MetWork(**vars(self._work), site=self._site)
        self._work = self._met

    def _compare_person(self, email: str, wanted: Wanted) -> None:
        super()._compare_person(email, wanted)
        for seen in self._site.people(email)[:1]:
            if email in self._met.met and "Press" not in seen.types:
                self.tally.wrong("lost", f"{email} is of no type: {seen}")
        here = self._life.now.reads.people.guest(wanted.guest_id).record.details
        if email in self._met.met and "Press" not in here.contact_types:
            self.tally.wrong("lost", f"{email} is of no type here: {here}")
