"""A parcel as a mail to its guest and as its carrier's page, built and checked in one place.

Everything is quoted: neither a name nor a number can add a header or a second recipient.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from posapp.domain.errors import DomainError
from posapp.domain.remote_order import Tracking

_BARRED = r"\s@,;:<>()\[\]\"\\?&#/%\x00-\x1f\x7f"
_ADDRESS = re.compile(rf"[^{_BARRED}]{{1,64}}@[^{_BARRED}]+\.[^{_BARRED}.]{{2,}}")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]+")
_LONGEST_ADDRESS, _LONGEST = 254, 120
_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9 \-]{3,59}")
_PAGES = (
    ("ups", "https://www.ups.com/track?tracknum={}"),
    ("fedex", "https://www.fedex.com/fedextrack/?trknbr={}"),
    ("usps", "https://tools.usps.com/go/TrackConfirmAction?tLabels={}"),
    ("dhl", "https://www.dhl.com/en/express/tracking.html?AWB={}"),
    ("ontrac", "https://www.ontrac.com/tracking/?number={}"),
)
"""The carriers' public pages by a word of the carrier's name."""


def mail_refusal(email: str) -> str:
    """Why no mail can be begun to an address, as a sentence; "" when it can."""
    if not email.strip():
        return "No e-mail address"
    address = email.strip()
    if len(address) > _LONGEST_ADDRESS or not _ADDRESS.fullmatch(address):
        return "The e-mail address cannot be used"
    return ""


def parcel_mail(tracking: Tracking, *, email: str, name: str, order: str, site: str) -> str:
    """A mailto address that begins a mail about a parcel; raises DomainError at `email`.

    `order` is what it is called in a sentence, “order 8841”. The system's mail client shows the
    mail before it goes.
    """
    refusal = mail_refusal(email)
    if refusal:
        raise DomainError("bad_email", f"{refusal}.", field="email")
    greeting = f"Hello {_line(name)}," if _line(name) else "Hello,"
    carrier = f" with {_line(tracking.carrier)}" if _line(tracking.carrier) else ""
    page = tracking_page(tracking)
    lines = [
        greeting,
        "",
        f"Your {_line(order)} is on its way{carrier}.",
        f"Tracking number: {_line(tracking.number)}",
        *([page] if page else []),
        "",
        _line(site),
    ]
    subject = f"Your {_line(order)} is on its way"
    body = "\r\n".join(lines).rstrip()
    recipient = quote(email.strip(), safe="@")
    return f"mailto:{recipient}?subject={quote(subject, safe='')}&body={quote(body, safe='')}"


def tracking_page(tracking: Tracking) -> str:
    """Where the carrier shows a parcel, "" for a carrier whose page is not known."""
    number = tracking.number.strip()
    if not _NUMBER.fullmatch(number):
        return ""
    carrier = tracking.carrier.casefold() or ("ups" if number.upper().startswith("1Z") else "")
    for word, page in _PAGES:
        if re.search(rf"\b{word}\b", carrier):
            return page.format(quote(number.replace(" ", ""), safe=""))
    return ""


def _line(text: str) -> str:
    """One line of what others wrote, without characters that are not seen."""
    return " ".join(_UNSEEN.sub(" ", text).split())[:_LONGEST]
