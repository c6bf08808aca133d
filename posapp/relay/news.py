"""Threads that hear of commits made elsewhere and ring the bell: other relays, and `posapp relay`.

A lost connection is made anew, and then the bell is rung once: something may have been missed.
"""

from __future__ import annotations

import logging
import select
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import psycopg
from pysqlite3 import dbapi2 as sqlite

from posapp.relay.database import CHANNEL, Database, connect_file

_LOG = logging.getLogger("posapp.relay")
_LOOK_S = 0.2
_PROBE_S = 30.0
_FIRST_PAUSE_S = 0.1
_LONGEST_PAUSE_S = 2.0

Ring = Callable[[], None]


class News(Protocol):
    """Something that rings for commits made elsewhere, from `start` to `stop`."""

    def start(self) -> None: ...
    def stop(self) -> None: ...


def news_of(database: Database, *, ring: Ring, origin: str) -> News:
    """The way to hear of others that this store has; commits of `origin` need no ring."""
    if database.path is not None:
        return Watcher(database.path, ring=ring)
    return Listener(database.conninfo, ring=ring, origin=origin)


class Watcher:
    """On SQLite: a look, five times a second, whether anybody has written to the file."""

    def __init__(self, path: Path, *, ring: Ring) -> None:
        self._path = path
        self._ring = ring
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="relay-news", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """End it."""
        self._is_over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._is_over.is_set():
            try:
                self._watch()
            except sqlite.Error as error:
                _LOG.warning("The store cannot be watched: %s", type(error).__name__)
                self._is_over.wait(_LONGEST_PAUSE_S)

    def _watch(self) -> None:
        connection = connect_file(self._path)
        try:
            seen = None
            while not self._is_over.wait(_LOOK_S):
                version = connection.execute("PRAGMA data_version").fetchone()
                if version != seen:
                    seen = version
                    self._ring()
        finally:
            connection.close()


class Listener:
    """On PostgreSQL: one connection that listens for what other relays announce."""

    def __init__(self, conninfo: str, *, ring: Ring, origin: str) -> None:
        self._conninfo = conninfo
        self._ring = ring
        self._origin = origin
        self._is_over = threading.Event()
        self._wake, self._alarm = socket.socketpair()
        self._thread = threading.Thread(target=self._run, name="relay-news", daemon=True)

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def stop(self) -> None:
        """End it; waits until the connection is closed."""
        self._is_over.set()
        self._alarm.send(b".")
        self._thread.join()
        self._wake.close()
        self._alarm.close()

    def _run(self) -> None:
        pause_s = _FIRST_PAUSE_S
        while not self._is_over.is_set():
            try:
                with psycopg.connect(self._conninfo, autocommit=True, connect_timeout=5) as line:
                    line.execute(f"LISTEN {CHANNEL}")
                    pause_s = _FIRST_PAUSE_S
                    self._ring()
                    self._listen(line)
            except psycopg.Error as error:
                _LOG.warning("Listening for other relays ended: %s", type(error).__name__)
                self._is_over.wait(pause_s)
                pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)

    def _listen(self, line: psycopg.Connection) -> None:
        while not self._is_over.is_set():
            ends = [line.fileno(), self._wake.fileno()]
            readable, _, _ = select.select(ends, [], [], _PROBE_S)
            if not readable:
                line.execute("SELECT 1")  # a connection that has died says nothing by itself
            origins = [notice.payload for notice in line.notifies(timeout=0)]
            if any(origin != self._origin for origin in origins):
                self._ring()
