"""Who appears in a day: diners, walk-ins and the back office's customers, each address once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from posapp.sandbox.backoffice.records import Customer
from posapp.sandbox.names import FIRST_NAMES, HARD_NAMES, LAST_NAMES, email_of, phone_of
from posapp.sandbox.tock.model import Patron

_FIRST_PATRON_ID = 50_001


@dataclass(slots=True)
class Cast:
    """Makes people one after the other; the same dice make the same people."""

    dice: Random
    made: int = 0

    def person(self) -> Patron:
        """Somebody with every detail."""
        return self._made(self.dice.choice(FIRST_NAMES), self.dice.choice(LAST_NAMES))

    def hard_people(self) -> list[Patron]:
        """One person for every hard name."""
        return [self._made(first, last) for first, last in HARD_NAMES]

    def customer(self, patron: Patron, *, number: int) -> Customer:
        """The same person as the back office has them, under an id of its own."""
        return Customer(
            id=f"c-{number:05d}",
            email=patron.email,
            first_name=patron.first_name or "",
            last_name=patron.last_name or "",
            phone=patron.phone,
        )

    def _made(self, first_name: str, last_name: str) -> Patron:
        self.made += 1
        patron = Patron(
            id=_FIRST_PATRON_ID + self.made,
            email=email_of(first_name, last_name, number=self.made),
            first_name=first_name,
            last_name=last_name,
            phone=phone_of(self.made),
            phone_country_code=self.dice.choice(("+1 US", "+1US", "+1 US")),
            is_verified=self.dice.random() < 0.6,
        )
        if self.dice.random() < 0.4:
            zip_code = f"94{self.dice.randint(500, 599)}"
            patron = replace(patron, zip_code=zip_code, iso_country_code="US")
        return patron
