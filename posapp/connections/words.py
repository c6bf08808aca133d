"""Why a connection does not work, in words that say what to look at; the window's and doctor's.

Only the transport's own texts are looked into: they come from the resolver, the socket and the
certificate check, and hold no secret.
"""

from __future__ import annotations

from posapp.ports.failures import (
    CredentialsRefused,
    Failure,
    NoAnswer,
    NotReached,
    Refused,
    SignInPage,
    TryLater,
)

_NO_NETWORK = (
    "network is unreachable",
    "no route to host",
    "temporary failure in name resolution",
    "network is down",
)
_WRONG_HOST = (
    "name or service not known",
    "nodename nor servname",
    "getaddrinfo failed",
    "no address associated",
)
_NOT_FOUND = "HTTP 404"
_NOBODY_THERE = ("connection refused", "actively refused")


def answers(title: str) -> str:
    """What is said of a connection that works."""
    return f"{title} answers and takes the key."


def reason_of(failure: Failure, *, title: str) -> str:
    """What stands in the way of `title`, as a sentence or two."""
    match failure:
        case CredentialsRefused():
            return f"{title} answers, but refuses the key. Check user name, key and rights there."
        case SignInPage():
            return (
                f"{title} answers with a redirect. Either this network asks for sign-in (open a"
                " browser on this machine and sign in), or the address is not the right one."
            )
        case NotReached():
            return _not_reached(failure, title=title)
        case NoAnswer():
            return f"{title} took the question and did not answer in time. Try again in a minute."
        case Refused() if failure.detail.startswith(_NOT_FOUND):
            return (
                f"{title} answers, but has nothing there. Check the address and the account's name."
            )
        case TryLater():
            return f"{title} answers, and asks to wait: too many questions. Try again in a minute."
        case _:
            return failure.message


def _not_reached(failure: NotReached, *, title: str) -> str:
    said = failure.detail.casefold()
    if any(words in said for words in _NO_NETWORK):
        return f"This machine has no network: {title} was not reached."
    if any(words in said for words in _WRONG_HOST):
        return f"The host name of {title} does not exist. Check the address for typing errors."
    if any(words in said for words in _NOBODY_THERE):
        return f"Nobody answers at the address of {title}. Check host and port."
    return failure.message
