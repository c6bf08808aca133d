"""`posapp selftest`: does this very program, as it was built, work on this machine?

A frozen program can lack a module or a file that the checkout has, so each part is really used.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date, time
from pathlib import Path
from random import Random
from zoneinfo import available_timezones

from posapp.app import Program, open_program
from posapp.doctor import Check, check
from posapp.domain.business_day import at_local
from posapp.domain.catalogue import Product
from posapp.domain.guest import Contact
from posapp.domain.payment import Tender, Tendered
from posapp.domain.staff import Role
from posapp.ports.failures import Failure, SecretsUnavailable, StoreTrouble
from posapp.ports.secrets import SecretStore
from posapp.settings import Settings
from posapp.surroundings import Surroundings, machine, memory_secrets
from posapp.ui.painted import is_bundled, painted_colours, text_font
from posapp.usecases.add_staff import AddStaff

_SECRET = "posapp.selftest"  # noqa: S105 - the name of a value that is removed again
_PIN = "2468"
_ENOUGH_COLOURS = 8
_ZONES = ("America/Los_Angeles", "America/Chicago", "Europe/Paris", "Australia/Adelaide")


def prove(directory: Path | None = None) -> list[Check]:
    """Every proof with its result; nothing of this machine's own store is touched.

    With `directory` the store is proved on that folder's disk, in a folder of its own.
    """
    around = machine()
    return [
        _proof("store", lambda: _round_trip(around, disk=directory)),
        _proof("secrets", lambda: _keep_secret(around.secrets, keeps=around.keeps_secrets)),
        _proof("time zones", _convert_times),
        _proof("window", _paint),
    ]


def _proof(name: str, run: Callable[[], str]) -> Check:
    try:
        return check(name, "ok", run())
    except SecretsUnavailable as refusal:  # the vault's, and plain; the program is as it should be
        return check(name, "warn", refusal.message)
    except StoreTrouble as trouble:
        return check(name, "fail", trouble.cause)
    except (Failure, AssertionError, LookupError, ValueError, OSError) as error:
        return check(name, "fail", str(error) or type(error).__name__)


def _round_trip(around: Surroundings, *, disk: Path | None) -> str:
    """Sell and pay in a store of its own, back it up, open it again and find the payment."""
    here = Surroundings(
        clock=around.clock,
        ids=around.ids,
        secrets=memory_secrets({}),
        jitter=Random(1),  # noqa: S311 - spreads retries
    )
    if disk is not None:
        disk.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="posapp-selftest-", dir=disk) as folder:
        defaults = Settings.model_construct()  # whatever the environment says of this terminal
        program = open_program(Path(folder), surroundings=here, settings=defaults)
        try:
            order_id = _sell(program)
            backup = program.store.backup()
        finally:
            program.close()
        again = open_program(Path(folder), surroundings=here, settings=defaults)
        try:
            paid_cents = again.reads.order(order_id).paid_cents
            facts = again.store.health_facts()
        finally:
            again.close()
        _require(paid_cents == 48_00, f"{paid_cents} cents came back instead of 4800")
        _require(facts.is_chain_sound, "the payment journal's chain is broken")
        _require(backup.path.exists(), "the backup is gone")
    return f"sold, paid, backed up and read again with SQLite {facts.sqlite_version}"


def _sell(program: Program) -> str:
    verbs = program.verbs
    staff_id = verbs.new_id()
    program.add_staff(AddStaff(staff_id, "Self-test", Role.SELLER, _PIN))
    _require(verbs.sign_in(staff_id, _PIN).staff is not None, "the PIN was not accepted")
    with program.store.write("selftest", actor=program.program_actor) as uow:
        uow.products.save([Product("W", "Wine", "Bottles", "wine", 48_00, "USD")])
    visit_id, order_id = verbs.new_id(), verbs.new_id()
    verbs.seat_walk_in(
        visit_id=visit_id, order_id=order_id, size=2, table_name="", contact=Contact()
    )
    verbs.add_item(order_id, line_id=verbs.new_id(), sku="W", quantity=1)
    cash = Tendered(Tender.CASH, 50_00)
    result = verbs.record_payment(order_id, payment_id=verbs.new_id(), tendered=cash)
    _require(result.change_cents == 2_00, "the change is wrong")
    return order_id


def _keep_secret(secrets: SecretStore, *, keeps: bool) -> str:
    """Set, get and remove a value in the vault; a machine without one says so plainly."""
    if not keeps:
        return f"kept for {secrets.where}"
    secrets.put(_SECRET, "round trip")
    found = secrets.get(_SECRET)
    secrets.forget(_SECRET)
    _require(found == "round trip", f"{secrets.where} gave back another value")
    _require(secrets.get(_SECRET) is None, f"{secrets.where} did not forget")
    return f"kept and forgot a value in {secrets.where}"


def _convert_times() -> str:
    """The zones of the trade are known, with their daylight saving."""
    for name in _ZONES:
        winter = at_local(date(2026, 1, 15), time(12), zone=name)
        summer = at_local(date(2026, 7, 15), time(12), zone=name)
        _require(winter.time() != summer.time(), f"{name} has no daylight saving here")
    return f"{len(available_timezones())} zones"


def _paint() -> str:
    colours = painted_colours()
    _require(colours >= _ENOUGH_COLOURS, f"only {colours} colours were painted")
    family = text_font()
    _require(is_bundled(family), f"text is set in {family}, the bundled font was not found")
    return f"painted {colours} colours, text in {family}"


def _require(holds: bool, message: str) -> None:  # noqa: FBT001 - an assertion that survives -O
    if not holds:
        raise AssertionError(message)
