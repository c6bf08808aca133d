"""Tock's three doors: the export list and its files, the relay's feed, the guest ingest.

A wrong key gets 503 and a web page, a missing one an empty 403, as seen on the wire.
"""

from __future__ import annotations

import json

from posapp.sandbox.call import Call
from posapp.sandbox.credentials import Credentials
from posapp.sandbox.ledger import Ledger
from posapp.sandbox.message import (
    HTML,
    JSON,
    JsonObject,
    RejectedError,
    Response,
    error_response,
    http_date,
    json_response,
    parse_object,
)
from posapp.sandbox.tock.exports import ExportDesk
from posapp.sandbox.tock.model import Patron
from posapp.sandbox.tock.venue import TockVenue

ORIGIN_ERROR_PAGE = (
    "<!DOCTYPE html><html><head><title>503: service unavailable</title></head>"
    "<body><h1>Error 503</h1><p>The web server reported a bad gateway.</p>"
    + "<br>" * 2000
    + "</body></html>"
).encode()


class TockRoutes:
    """The wire of the fake Tock and of the relay that serves its webhooks."""

    def __init__(self, venue: TockVenue, *, ledger: Ledger, credentials: Credentials) -> None:
        self._venue = venue
        self._ledger = ledger
        self._credentials = credentials

    def export_urls(self, call: Call) -> Response:
        """GET /api/data/export/urls."""
        desk = self._desk(call)
        snapshot_ms = desk.snapshot_ms(call.as_of_ms)
        host = call.request.header("host") or "127.0.0.1"
        urls = {
            name: "http://"
            + host
            + desk.sign(snapshot_ms=snapshot_ms, name=name, issued_ms=call.told_ms)
            for name in desk.files(snapshot_ms)
        }
        return json_response(
            200,
            {
                "result": {
                    "reservationDataUrls": [
                        url for name, url in urls.items() if name.startswith("reservation")
                    ],
                    "guestDataUrls": [
                        url for name, url in urls.items() if name.startswith("guest")
                    ],
                }
            },
        )

    def export_file(self, call: Call) -> Response:
        """GET of a signed address; it needs no header and allows no HEAD."""
        request = call.request
        query = request.query()
        sisters = self._venue.sister_exports
        desk = self._venue.exports
        if sisters is not None and sisters.is_genuine(request.path, query=query):
            desk = sisters
        if request.method != "GET" or not desk.is_genuine(request.path, query=query):
            return _storage_error(403, "SignatureDoesNotMatch")
        if desk.is_expired(query, now_ms=call.told_ms):
            return _storage_error(400, "ExpiredToken")
        _, _, snapshot, name = request.path.split("/", 3)
        file = desk.files(int(snapshot))[name]
        changed = http_date(int(snapshot))
        validators: tuple[tuple[str, str], ...] = (("Last-Modified", changed),)
        if desk.sends_etags:
            validators = (("ETag", file.etag), *validators)
        is_known = desk.sends_etags and request.header("if-none-match") == file.etag
        if is_known or request.header("if-modified-since") == changed:
            return Response(304, validators)
        return Response(200, (("Content-Type", JSON), *validators), file.body)

    def feed(self, call: Call) -> Response:
        """GET /relay/v1/reservations."""
        if call.request.bearer() != self._credentials.relay_token:
            return error_response(401, "unauthorized", message="a relay token is needed")
        after = call.request.query().get("after", "")
        try:
            items, has_more = self._venue.feed.page(
                after=after, limit=call.page_limit(), as_of_ms=call.as_of_ms
            )
        except KeyError:
            return error_response(400, "bad_cursor", message="this feed never gave that cursor out")
        return json_response(
            200,
            {
                "items": [
                    {"cursor": item.cursor, "received_ms": item.received_ms, "body": item.body}
                    for item in items
                ],
                "next": items[-1].cursor if items else after,
                "more": has_more,
            },
        )

    def ingest(self, call: Call) -> Response:
        """PUT of one guest with the full list of tags."""
        self._require_key(call)
        body = parse_object(call.request)
        pushed = Patron(
            email=_text(body, "email", is_required=True),
            first_name=_text(body, "firstName", is_required=True),
            last_name=_text(body, "lastName", is_required=True),
            phone=_text(body, "phone"),
            phone_country_code=_text(body, "phoneCountryCode"),
        )
        tags = _tags(body, "tags")
        managed = _tags(body, "managedTags") if "managedTags" in body else None
        self._require_known(tags)
        email = pushed.email or ""
        profile = self._venue.guests.ingest(pushed, tags=tags, managed=managed, at_ms=call.told_ms)
        if profile is None:
            return error_response(
                404, "not_found", message="no guest has this e-mail", field_name="email"
            )
        self._ledger.append(call.entry(reference=email, cents=0))
        return json_response(
            200,
            {
                "status": "accepted",
                "email": email,
                "patronId": str(profile.patron.id),
                "tags": list(profile.tags()),
            },
        )

    def _require_known(self, tags: tuple[str, ...]) -> None:
        known = self._venue.guests.known_tags
        wrong = [tag for tag in tags if known is not None and tag not in known]
        if wrong:
            message = f"there is no tag “{wrong[0]}”"
            raise RejectedError(
                error_response(422, "unknown_tag", message=message, field_name="tags")
            )

    def _desk(self, call: Call) -> ExportDesk:
        """The files of the business that the scope names; the sister's where it has any."""
        sisters = self._venue.sister_exports
        if sisters is None or not self._is_scope(
            call.request.header("x-tock-scope"), self._credentials.foreign_business_id
        ):
            self._require_key(call)
            return self._venue.exports
        if call.request.header("x-tock-authorization") != self._credentials.tock_key:
            raise RejectedError(Response(503, (("Content-Type", HTML),), ORIGIN_ERROR_PAGE))
        return sisters

    def _require_key(self, call: Call) -> None:
        request = call.request
        key = request.header("x-tock-authorization")
        if not key or not request.header("user-agent"):
            raise RejectedError(Response(403))
        scope = request.header("x-tock-scope")
        if key != self._credentials.tock_key or not self._is_scope(
            scope, self._credentials.business_id
        ):
            raise RejectedError(Response(503, (("Content-Type", HTML),), ORIGIN_ERROR_PAGE))

    def _is_scope(self, text: str | None, business_id: str) -> bool:
        wanted = {
            "businessId": business_id,
            "businessGroupId": self._credentials.business_group_id,
        }
        if text is None or any(letter.isspace() for letter in text):
            return False
        try:
            return bool(json.loads(text) == wanted)
        except ValueError:
            return False


def _storage_error(status: int, code: str) -> Response:
    body = f"<?xml version='1.0' encoding='UTF-8'?><Error><Code>{code}</Code></Error>"
    return Response(status, (("Content-Type", "application/xml; charset=UTF-8"),), body.encode())


def _text(body: JsonObject, name: str, *, is_required: bool = False) -> str | None:
    value = body.get(name)
    if value is None and not is_required:
        return None
    if not isinstance(value, str) or (is_required and not value.strip()):
        raise RejectedError(
            error_response(422, "required", message=f"{name} is needed", field_name=name)
        )
    return value


def _tags(body: JsonObject, name: str) -> tuple[str, ...]:
    value = body.get(name)
    if not isinstance(value, list) or not all(isinstance(tag, str) for tag in value):
        raise RejectedError(
            error_response(422, "required", message=f"{name} is a list of text", field_name=name)
        )
    return tuple(sorted({tag.strip() for tag in value if tag.strip()}))
