"""The world's trouble, one type for each thing a failed exchange proves (reliability reference §3).

A case nobody listed must be raised as `NoProof`, never as one of the others.
"""

from __future__ import annotations

from posapp.domain.outbox import Proof


class Failure(Exception):
    """An exchange with another system that did not end well; `message` is for staff."""

    proof = Proof.MAYBE

    def __init__(self, message: str, *, wait_ms: int | None = None, detail: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.wait_ms = wait_ms
        self.detail = detail


class NotReached(Failure):
    """The request never left: no connection, no address, no free connection."""

    proof = Proof.NOT_APPLIED


class SignInPage(Failure):
    """A redirect: a guest Wi-Fi's sign-in page stands in the way. Redirects are never followed."""

    proof = Proof.NOT_APPLIED


class TryLater(Failure):
    """The server asked to wait (409 key in use, 425, 429); `wait_ms` carries Retry-After."""

    proof = Proof.NOT_APPLIED


class CredentialsRefused(Failure):
    """401 or 403: the whole connection waits for a person, not this piece of work."""

    proof = Proof.LOCKED_OUT


class Refused(Failure):
    """400, 404, 409 conflict, 422: this piece of work is wrong and needs a person."""

    proof = Proof.REFUSED


class NoProof(Failure):
    """It may have been applied: reset, cut off, garbled, 5xx, or anything not listed."""

    proof = Proof.MAYBE


class NoAnswer(NoProof):
    """A time-out: it may have been applied, or may be applied later."""

    proof = Proof.MAYBE_LATE


class SecretsUnavailable(Failure):
    """No trustworthy keyring on this machine; secrets are asked for and kept in memory."""

    proof = Proof.NOT_APPLIED


class StoreTrouble(Exception):
    """The local store cannot be used as it is; `code` chooses the page that is shown.

    `cause` says what was found, `next_step` what to do; `kept_path` is the damaged file's copy.
    """

    def __init__(self, code: str, *, cause: str, next_step: str, kept_path: str = "") -> None:
        super().__init__(cause)
        self.code = code
        self.cause = cause
        self.next_step = next_step
        self.kept_path = kept_path
