"""The reads on the driver alone, for the first board and for a store that cannot be written.

Looks, never repairs: anything out of the ordinary is StoreTrouble, and opening.open_store decides.
"""

from __future__ import annotations

from pathlib import Path

from posapp.ports.clock import Clock
from posapp.store.decoding import Decode
from posapp.store.driver import APPLICATION_ID
from posapp.store.files import StoreFiles
from posapp.store.migrations import SCHEMA_NUMBER
from posapp.store.offices import Offices
from posapp.store.reads.run import ReadConnections
from posapp.store.reads.screens import ScreenReads
from posapp.store.trouble import TroubleCode, trouble


def open_reads(directory: Path, *, decode: Decode, clock: Clock, zone: str = "UTC") -> ScreenReads:
    """The reads of the store in `directory`; raises StoreTrouble when it is not ready to be read.

    A store of an older schema counts as not ready: open it first, which brings it up to date.
    """
    database = StoreFiles(directory).database
    if not database.exists():
        raise trouble(TroubleCode.MISSING)
    connections = ReadConnections(database)
    with connections.snapshot() as run:
        application_id = run("PRAGMA application_id", {})[0][0]
        schema = run("PRAGMA user_version", {})[0][0]
    if application_id == APPLICATION_ID and schema == SCHEMA_NUMBER:
        return ScreenReads(connections, decode=decode, clock=clock, zone=zone, offices=Offices())
    connections.close()
    if application_id != APPLICATION_ID:
        raise trouble(TroubleCode.WRONG_APPLICATION)
    code = TroubleCode.NEWER_SCHEMA if schema > SCHEMA_NUMBER else TroubleCode.OLDER_SCHEMA
    raise trouble(code, detail=f"schema {schema}")
