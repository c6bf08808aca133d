"""What a commit touched, by kind; screens re-read what they show of these kinds."""

from __future__ import annotations

from enum import StrEnum


class Topic(StrEnum):
    """A kind of thing on the screens that a transaction may have changed."""

    RESERVATIONS = "reservations"
    VISITS = "visits"
    ORDERS = "orders"
    PAYMENTS = "payments"
    GUESTS = "guests"
    CATALOGUE = "catalogue"
    OUTBOX = "outbox"
    HEALTH = "health"
    STAFF = "staff"
    QUARANTINE = "quarantine"
    PULLS = "pulls"
    MAPPINGS = "mappings"
    PICKUPS = "pickups"
    TASKS = "tasks"
    CONFLICTS = "conflicts"
    CONNECTIONS = "connections"
    FILES = "files"


Changes = frozenset[Topic]
