"""A mail about a parcel: one recipient, one subject, one body, whatever is in the texts."""

from __future__ import annotations

from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posapp.domain.errors import DomainError
from posapp.domain.remote_order import Tracking
from posapp.ui.parcel_mail import mail_refusal, parcel_mail, tracking_page

PARCEL = Tracking("1Z999AA10123456784", "UPS")


def mail(**change: str) -> str:
    given_ = {"email": "a@example.com", "name": "Ana", "order": "order 8841", "site": "Estate"}
    return parcel_mail(PARCEL, **(given_ | change))


def test_the_mail_says_what_is_on_its_way() -> None:
    """Greeting, order, carrier, number, page and house."""
    parts = urlsplit(mail())
    assert (parts.scheme, unquote(parts.path)) == ("mailto", "a@example.com")
    body = parse_qs(parts.query)["body"][0].split("\r\n")
    assert body == [
        "Hello Ana,",
        "",
        "Your order 8841 is on its way with UPS.",
        "Tracking number: 1Z999AA10123456784",
        "https://www.ups.com/track?tracknum=1Z999AA10123456784",
        "",
        "Estate",
    ]


@pytest.mark.parametrize(
    "email",
    [
        "",
        "nobody",
        "a@b",
        "a@example.com,b@example.com",
        "a@example.com?bcc=b@example.com",
        "a@example.com&bcc=b@example.com",
        "a@example.com\r\nBcc: b@example.com",
        "a b@example.com",
        "<a@example.com>",
        "a%0Abcc:b@example.com",
        "x" * 65 + "@example.com",
        "a@" + "e" * 260 + ".com",
    ],
)
def test_an_address_that_could_be_more_than_one_is_refused(email: str) -> None:
    """With a sentence, and before any mail program sees it."""
    assert mail_refusal(email)
    with pytest.raises(DomainError) as refused:
        mail(email=email)
    assert refused.value.field == "email"


@pytest.mark.parametrize("email", ["a.b+c@example.co.uk", "o'brien@example.com", "jörg@example.de"])
def test_ordinary_addresses_pass(email: str) -> None:
    """Plus signs, apostrophes, umlauts."""
    assert mail_refusal(email) == ""
    assert unquote(urlsplit(mail(email=email)).path) == email


@given(name=st.text(max_size=300), order=st.text(max_size=300), site=st.text(max_size=300))
def test_no_text_adds_a_header_or_a_recipient(name: str, order: str, site: str) -> None:
    """The link is ASCII, has exactly a subject and a body, and the subject is one line."""
    link = parcel_mail(PARCEL, email="a@example.com", name=name, order=order, site=site)
    assert link.isascii()
    parts = urlsplit(link)
    assert parts.path == "a@example.com"
    assert parts.fragment == ""
    asked = parse_qs(parts.query, keep_blank_values=True, strict_parsing=True)
    assert set(asked) == {"subject", "body"}
    assert all(len(values) == 1 for values in asked.values())
    assert not set("\r\n\u2028\u202e") & set(asked["subject"][0])


@pytest.mark.parametrize(
    ("carrier", "number", "page"),
    [
        ("UPS Ground", "1Z999", "https://www.ups.com/track?tracknum=1Z999"),
        ("", "1Z999AA1", "https://www.ups.com/track?tracknum=1Z999AA1"),
        ("FedEx", "7712 3456", "https://www.fedex.com/fedextrack/?trknbr=77123456"),
        ("Groups Ltd", "12345", ""),
        ("", "12345", ""),
        ("UPS", "1Z&x=1", ""),
        ("UPS", "../etc", ""),
        ("UPS", "", ""),
    ],
)
def test_only_known_carriers_and_plain_numbers_have_a_page(
    carrier: str, number: str, page: str
) -> None:
    """The address is the carrier's own, with nothing but the number in it."""
    assert tracking_page(Tracking(number, carrier)) == page
