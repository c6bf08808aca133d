"""The 120 booked parties of the day: who, when, what, and what becomes of each.

Roles are dealt from one shuffled deck, so every seed has every case, on other parties.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from random import Random

from posapp.sandbox.backoffice.records import Club
from posapp.sandbox.harvest.cast import Cast
from posapp.sandbox.harvest.menu import LIBRARY, OFFERS, Offer
from posapp.sandbox.harvest.times import OPENS, OUTAGE_TO, at
from posapp.sandbox.products import CLUBS
from posapp.sandbox.tock.model import Patron, RowKey, RowKind
from posapp.sandbox.tock.venue import TockVenue

PARTY_COUNT = 120
HARD_IDS = (9_007_199_254_740_993, 13_835_058_055_282_163_729, 18_446_744_073_709_551_614)
_SLOT_MINUTES = 15
_LAST_SLOT = at(16, 45)
_SIZES = (1, 2, 3, 4, 5, 6, 7, 8, 10, 12)
_SIZE_WEIGHTS = (4, 52, 14, 20, 5, 8, 2, 3, 1, 1)


class Fate(StrEnum):
    """What becomes of a booking."""

    SEATED = "seated"
    CANCELLED_BEFORE = "cancelled_before"
    CANCELLED_TODAY = "cancelled_today"
    NO_SHOW = "no_show"


class Role(StrEnum):
    """A peculiarity of a booking."""

    TRANSFERRED = "transferred"
    CONCIERGE = "concierge"
    NO_EMAIL = "no_email"
    MOVED = "moved"
    RENAMED = "renamed"
    EXTRA_GUEST = "extra_guest"
    COMPED = "comped"
    REFUNDED = "refunded"
    ODD_STATE = "odd_state"
    BUYS_NOTHING = "buys_nothing"
    BOOKED_TODAY = "booked_today"
    JOINS_CLUB = "joins_club"
    LEAVES_CLUB = "leaves_club"


@dataclass(frozen=True, slots=True)
class Party:
    """One booking; `club` is the one whose percentage holds when the party sits down."""

    index: int
    key: RowKey
    code: str
    diner: Patron
    offer: Offer
    start: int
    arrival: int
    size: int
    fate: Fate = Fate.SEATED
    roles: frozenset[Role] = frozenset()
    club: Club | None = None
    booked_minute: int | None = None

    @property
    def is_seated(self) -> bool:
        """True if the party comes and sits down."""
        return self.fate is Fate.SEATED

    @property
    def name(self) -> str:
        """The name the board shows."""
        return f"{self.diner.first_name} {self.diner.last_name}"

    def has(self, role: Role) -> bool:
        """True if it was dealt that role."""
        return role in self.roles


def draft_parties(dice: Random, *, cast: Cast, tock: TockVenue) -> list[Party]:
    """All parties in order of their time."""
    slots = list(range(OPENS, _LAST_SLOT + 1, _SLOT_MINUTES))
    weights = [3 if at(11) <= slot <= at(15) else 2 for slot in slots]
    starts = sorted(dice.choices(slots, weights, k=PARTY_COUNT))
    parties = [
        _plain(index, start, dice=dice, cast=cast, tock=tock) for index, start in enumerate(starts)
    ]
    deck = _Deck(dice, parties)
    _deal_timed_roles(deck)
    _deal_fates(deck)
    _deal_people(deck, cast=cast)
    _deal_roles(deck)
    _deal_clubs(deck)
    return deck.parties


def _plain(index: int, start: int, *, dice: Random, cast: Cast, tock: TockVenue) -> Party:
    early_or_late = dice.choices((-8, 0, 6, 22, 34), weights=(15, 50, 25, 6, 4))[0]
    number = HARD_IDS[index // 40] if index % 40 == 20 else None
    return Party(
        index=index,
        key=tock.new_key(RowKind.RESERVATION, number=number),
        code=tock.new_code(),
        diner=cast.person(),
        offer=dice.choices(OFFERS, weights=[offer.weight for offer in OFFERS])[0],
        start=start,
        arrival=max(OPENS, start + early_or_late),
        size=dice.choices(_SIZES, _SIZE_WEIGHTS)[0],
    )


class _Deck:
    """Parties without a part yet, dealt at random; a party gets one fate or role from it."""

    def __init__(self, dice: Random, parties: list[Party]) -> None:
        self.parties = parties
        self.dice = dice
        self._free = list(range(len(parties)))
        dice.shuffle(self._free)

    def deal(
        self,
        count: int,
        change: Callable[[Party], Party],
        *,
        suits: Callable[[Party], bool] = lambda _: True,
    ) -> None:
        """Change the first `count` suitable free parties; ValueError if there are too few."""
        chosen = [index for index in self._free if suits(self.parties[index])][:count]
        if len(chosen) < count:
            raise ValueError(f"only {len(chosen)} of {count} parties suit")
        for index in chosen:
            self._free.remove(index)
            self.parties[index] = change(self.parties[index])

    def deal_role(
        self, role: Role, count: int, *, suits: Callable[[Party], bool] = lambda _: True
    ) -> None:
        """Give `count` parties a role."""
        self.deal(count, lambda party: replace(party, roles=party.roles | {role}), suits=suits)

    def spread(
        self,
        count: int,
        change: Callable[[Party], Party],
        *,
        suits: Callable[[Party], bool],
    ) -> None:
        """Change `count` suitable parties whether or not they have a part already."""
        fitting = [party.index for party in self.parties if suits(party)]
        for index in self.dice.sample(fitting, count):
            self.parties[index] = change(self.parties[index])


def _deal_timed_roles(deck: _Deck) -> None:
    """The narrowest parts come first, while there is a choice."""
    deck.deal_role(Role.JOINS_CLUB, 1, suits=lambda party: at(12) <= party.start <= at(12, 45))
    deck.deal_role(Role.LEAVES_CLUB, 1, suits=lambda party: party.arrival >= OUTAGE_TO + 40)
    deck.deal(
        4,
        lambda party: replace(
            party,
            roles=party.roles | {Role.BOOKED_TODAY},
            booked_minute=max(at(8, 20), min(party.start - 90, at(12, 30))),
        ),
        suits=lambda party: at(11) <= party.start <= at(15),
    )
    deck.deal(
        2,
        # Booked while the line is dead, and here only when it has long been back.
        lambda party: replace(
            party, roles=party.roles | {Role.BOOKED_TODAY}, booked_minute=at(13, 40)
        ),
        suits=lambda party: party.start >= at(15, 30),
    )


def _deal_fates(deck: _Deck) -> None:
    deck.deal(6, lambda party: replace(party, fate=Fate.CANCELLED_BEFORE))
    deck.deal(
        4,
        lambda party: replace(party, fate=Fate.CANCELLED_TODAY),
        suits=lambda party: party.start >= at(11),
    )
    deck.deal(3, lambda party: replace(party, fate=Fate.NO_SHOW))


def _deal_people(deck: _Deck, *, cast: Cast) -> None:
    people = cast.hard_people()
    deck.deal(len(people), lambda party: replace(party, diner=people.pop()))
    deck.deal(
        3,
        lambda party: replace(
            party, diner=replace(party.diner, email=None), roles=party.roles | {Role.NO_EMAIL}
        ),
    )


def _deal_roles(deck: _Deck) -> None:
    deck.deal_role(Role.CONCIERGE, 3)
    deck.deal_role(Role.TRANSFERRED, 1, suits=lambda party: party.start >= at(11))
    deck.deal_role(Role.RENAMED, 2, suits=lambda party: party.start >= at(11))
    deck.deal_role(Role.MOVED, 5)
    deck.deal_role(Role.EXTRA_GUEST, 4, suits=lambda party: party.offer.price_cents > 0)
    deck.deal_role(Role.COMPED, 5, suits=lambda party: party.offer.price_cents > 0)
    deck.deal_role(Role.REFUNDED, 2, suits=lambda party: party.offer.price_cents > 0)
    deck.deal_role(Role.ODD_STATE, 1)
    deck.deal_role(Role.BUYS_NOTHING, 6)
    deck.deal(
        14,
        lambda party: replace(party, offer=LIBRARY, size=min(party.size, 6)),
    )


def _deal_clubs(deck: _Deck) -> None:
    """Members are spread over all who sit down; whoever joins or leaves today is settled here."""
    settled = {Role.JOINS_CLUB, Role.LEAVES_CLUB, Role.NO_EMAIL}
    clubs = deck.dice.choices(CLUBS, weights=(5, 3, 1), k=26)
    deck.spread(
        len(clubs),
        lambda party: replace(party, club=clubs.pop()),
        suits=lambda party: party.is_seated and not party.roles & settled,
    )
    deck.parties[:] = [
        replace(party, club=CLUBS[0]) if party.has(Role.JOINS_CLUB) else party
        for party in deck.parties
    ]
