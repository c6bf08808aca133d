"""Our customer record. It exists only if the person gave first name, last name and e-mail."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Contact:
    """What a person told us about themselves; any part may be empty."""

    first_name: str = ""
    last_name: str = ""
    email: str = ""
    phone: str = ""

    @property
    def name(self) -> str:
        """First and last name, or "" when neither is known."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def is_identified(self) -> bool:
        """The OrderPort rule: no customer record without all three (seed text on walk-ins)."""
        return all(part.strip() for part in (self.first_name, self.last_name, self.email))


@dataclass(frozen=True, slots=True)
class Guest:
    """An identified person; `email_key` is the folded address people are matched by."""

    guest_id: str
    contact: Contact
    source: str
    remote_id: str = ""

    @property
    def email_key(self) -> str:
        """The address as compared: e-mail matching ignores case and outer blanks."""
        return email_key(self.contact.email)


def email_key(email: str) -> str:
    """The address as compared between systems: trimmed and case-folded."""
    return email.strip().casefold()


def fold(text: str) -> str:
    """Text as searched: accents and case removed, so “jose” finds “José”."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(ch for ch in decomposed if not unicodedata.combining(ch)).casefold()
