"""Other guests who may be the same person, with the reason in a sentence."""

from __future__ import annotations

from difflib import SequenceMatcher

from posapp.domain.guest import Guest
from posapp.ports.people import Lookalike
from posapp.store.folding import digits_of, folded
from posapp.store.reads.run import Row, Run

_LAST = "\U0010ffff"
_SHORTEST_NUMBER = 7
_NATIONAL_DIGITS = 10
_ALIKE = 0.8
_MOST = 5
_LOOKED_AT = 50

_COLUMNS = "SELECT g.id, g.first_name, g.last_name, g.email, g.phone, g.email_key FROM guest g"
_STANDS = f" AND g.into_id = '' AND g.id <> :guest_id ORDER BY g.id DESC LIMIT {_LOOKED_AT}"
_BY_NAME = f"{_COLUMNS} WHERE g.folded_name = :name{_STANDS}"
_BY_RANGE = f"{_COLUMNS} WHERE g.{{column}} >= :from_ AND g.{{column}} < :to_{_STANDS}"


def read_lookalikes(run: Run, guest: Guest) -> tuple[Lookalike, ...]:
    """The likeliest first: the same name, the same number, or like names with a like address."""
    contact = guest.contact
    found: dict[str, Row] = {}
    values = {"guest_id": guest.guest_id, "name": folded(contact.name)}
    found.update((row[0], row) for row in run(_BY_NAME, values))
    number = digits_of(contact.phone)[-_NATIONAL_DIGITS:]
    if len(number) >= _SHORTEST_NUMBER:
        found.update((row[0], row) for row in _begin(run, guest, "phone_reversed", number[::-1]))
    local = guest.email_key.partition("@")[0]
    if local:
        found.update((row[0], row) for row in _begin(run, guest, "email_key", f"{local}@"))
    judged = [alike for row in found.values() if (alike := _judged(guest, row)) is not None]
    return tuple(sorted(judged, key=lambda one: (-one.score, one.guest_id))[:_MOST])


def _begin(run: Run, guest: Guest, column: str, prefix: str) -> list[Row]:
    values = {"guest_id": guest.guest_id, "from_": prefix, "to_": prefix + _LAST}
    return run(_BY_RANGE.format(column=column), values)


def _judged(guest: Guest, row: Row) -> Lookalike | None:
    guest_id, first_name, last_name, email, phone, email_key = row
    name, other = folded(guest.contact.name), folded(f"{first_name} {last_name}".strip())
    is_name = name == other
    is_like = is_name or _are_alike(guest, first_name, last_name)
    ours, theirs = digits_of(guest.contact.phone), digits_of(phone)
    is_number = min(len(ours), len(theirs)) >= _SHORTEST_NUMBER and (
        ours.endswith(theirs[-_NATIONAL_DIGITS:]) or theirs.endswith(ours[-_NATIONAL_DIGITS:])
    )
    is_email = email_key == guest.email_key
    is_local = email_key.partition("@")[0] == guest.email_key.partition("@")[0]
    match (is_name, is_like, is_number, is_email, is_local):
        case (True, _, _, True, _):
            score, reason = 99, "The same name and the same e-mail."
        case (True, _, True, _, _):
            score, reason = 97, "The same name and the same phone number."
        case (_, True, True, _, _):
            score, reason = 92, "Names alike, and the same phone number."
        case (_, True, _, True, _):
            score, reason = 91, "Names alike, and the same e-mail."
        case (_, True, _, _, True):
            score, reason = 85, "Names alike, and the e-mails begin alike."
        case (True, _, _, _, _):
            score, reason = 75, "The same name."
        case (_, _, True, _, _):
            score, reason = 60, "The same phone number."
        case (_, _, _, True, _):
            score, reason = 55, "The same e-mail."
        case _:
            return None
    return Lookalike(guest_id, f"{first_name} {last_name}".strip(), email, reason, score)


def _are_alike(guest: Guest, first_name: str, last_name: str) -> bool:
    """J. Rivera and Jordan Rivera, Jon Rivera and John Rivera, Rivera Jordan."""
    ours = [folded(guest.contact.first_name), folded(guest.contact.last_name)]
    theirs = [folded(first_name), folded(last_name)]
    if ours[::-1] == theirs:
        return True
    has_initial = ours[0].rstrip(".")[:1] == theirs[0].rstrip(".")[:1]
    is_initial = min(len(one.rstrip(".")) for one in (ours[0], theirs[0])) <= 1
    if ours[1] == theirs[1] and has_initial and is_initial:
        return True
    return SequenceMatcher(None, " ".join(ours), " ".join(theirs)).ratio() >= _ALIKE
