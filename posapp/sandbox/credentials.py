"""The keys and scope a client of the sandbox must present. They open nothing but the sandbox."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Credentials:
    """What the sandbox accepts; the ids are those of its one venue and of that venue's group."""

    tock_key: str = "sandbox-tock-key"
    relay_token: str = "sandbox-relay-token"  # noqa: S105 - opens only the sandbox
    backoffice_token: str = "sandbox-backoffice-token"  # noqa: S105 - opens only the sandbox
    business_id: str = "31415"
    business_group_id: str = "27182"
    foreign_business_id: str = "31416"
