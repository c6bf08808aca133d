"""Orders of back offices, pickups and tasks come out as they went in."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from posapp.domain.address import Address
from posapp.domain.catalogue import LevelPrice, Product
from posapp.domain.errors import NotFoundError
from posapp.domain.guest import Contact
from posapp.domain.manual_task import TaskKind, TaskState
from posapp.domain.pickup import PickupState
from posapp.domain.remote_order import (
    Fulfilment,
    RemoteLine,
    RemoteOrder,
    RemoteTender,
    Tracking,
)
from posapp.ports.backoffice import Cap
from posapp.ports.office import Role
from posapp.store.store import SqlStore
from tests.store.builders import ANA, order, visit
from tests.store.conftest import Bench
from tests.store.office_builders import OFFICE, hand_over, task, web_order

_TEXT = st.text(max_size=12)
_MS = st.integers(-(2**62), 2**62)
_MAYBE_MS = st.none() | _MS
_ADDRESS: Any = st.builds(Address, *[_TEXT] * 9)
_LINE = st.builds(
    RemoteLine,
    sku=_TEXT,
    title=_TEXT,
    quantity=st.decimals(allow_nan=False, allow_infinity=False),
    unit_cents=_MS,
    tracking=_TEXT,
)
_ORDER = st.builds(
    RemoteOrder,
    backend=st.just(OFFICE),
    remote_id=st.just("any"),
    placed_ms=_MS,
    total_cents=_MS,
    picked_up_ms=_MAYBE_MS,
    modified_ms=_MAYBE_MS,
    contact=st.builds(Contact, _TEXT, _TEXT, _TEXT, _TEXT),
    ship_to=_ADDRESS,
    lines=st.lists(_LINE, max_size=3).map(tuple),
    tenders=st.lists(
        st.builds(RemoteTender, kind=_TEXT, cents=_MS, brand=_TEXT, last4=_TEXT), max_size=2
    ).map(tuple),
    tracking=st.lists(
        st.builds(Tracking, number=_TEXT, carrier=_TEXT, shipped_ms=_MAYBE_MS), max_size=2
    ).map(tuple),
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(told=_ORDER)
def test_an_order_comes_back_whole(store: SqlStore, told: RemoteOrder) -> None:
    """Every field, fractions and texts in any script; the same again is no change."""
    with store.write("a", actor=ANA) as uow:
        uow.office.save_order(told)
        assert not uow.office.save_order(told)
    with store.write("b", actor=ANA) as uow:
        assert uow.office.order(OFFICE, "any") == told


def test_only_news_is_a_change(bench: Bench, store: SqlStore) -> None:
    """An order told again word for word keeps the time it was seen at."""
    seen = []
    for status in ("paid", "paid", "packed"):
        with store.write("a", actor=ANA) as uow:
            seen.append((uow.office.save_order(web_order(status=status)), uow.now_ms))
        bench.clock.advance(1_000)
    assert [changed for changed, _ in seen] == [True, False, True]
    assert bench.rows("SELECT status, seen_ms FROM remote_order") == [("packed", seen[2][1])]
    with store.write("b", actor=ANA) as uow:
        assert uow.office.order(OFFICE, "r2") is None
        assert uow.office.order("commerce7", "r1") is None


def test_what_is_no_longer_listed_does_not_wait(store: SqlStore) -> None:
    """Pending by back office; settling those that are unknown harms nobody."""
    elsewhere = web_order("r1", backend="commerce7")
    done = web_order("r3", is_pending_pickup=False)
    with store.write("a", actor=ANA) as uow:
        for one in (web_order("r1"), web_order("r2"), done, elsewhere):
            uow.office.save_order(one)
    with store.write("b", actor=ANA) as uow:
        assert uow.office.pending(OFFICE) == {"r1", "r2"}
        uow.office.settle_pending(OFFICE, ["r1", "gone"])
        assert uow.office.pending(OFFICE) == {"r2"}
        assert uow.office.pending("commerce7") == {"r1"}
        settled = uow.office.order(OFFICE, "r1")
    assert settled == web_order("r1", is_pending_pickup=False)


def test_a_pickup_that_was_undone_stays_but_does_not_stand(store: SqlStore) -> None:
    """The order may be handed over again, as another pickup."""
    first, second = hand_over("k1", is_id_checked=True), hand_over("k2", confirmed_ms=9)
    undone = replace(first, state=PickupState.UNDONE, undone_ms=5)
    with store.write("a", actor=ANA) as uow:
        uow.office.save_pickup(first)
        assert uow.office.pickup_of(OFFICE, "r1") == first
        uow.office.save_pickup(undone)
        assert uow.office.pickup_of(OFFICE, "r1") is None
        uow.office.save_pickup(second)
    with store.write("b", actor=ANA) as uow:
        assert uow.office.pickup_of(OFFICE, "r1") == second
        assert uow.office.pickup("k1") == undone
        assert uow.office.pickup("k9") is None
        assert uow.office.pickup_of("commerce7", "r1") is None


def test_a_task_is_found_by_what_it_is_about(store: SqlStore) -> None:
    """In whatever state; its subject under another kind is another task."""
    done = task(state=TaskState.DONE, closed_ms=7, closed_by="ana")
    with store.write("a", actor=ANA) as uow:
        uow.office.save_task(task())
        uow.office.save_task(done)
    with store.write("b", actor=ANA) as uow:
        assert uow.office.task("t1") == done
        assert uow.office.task_about(TaskKind.MARK_PICKUP, f"{OFFICE}:r1") == done
        assert uow.office.task_about(TaskKind.UNDO_PICKUP, f"{OFFICE}:r1") is None
        with pytest.raises(NotFoundError):
            uow.office.task("t9")


def test_a_task_about_an_order_of_a_former_account_is_done_there(store: SqlStore) -> None:
    """An order with the same id in the next account has no task."""
    with store.write("a", actor=ANA) as uow:
        uow.office.save_task(task())
        uow.office.leave(OFFICE, former="former")
    with store.write("b", actor=ANA) as uow:
        assert uow.office.task_about(TaskKind.MARK_PICKUP, f"{OFFICE}:r1") is None
        assert uow.office.task_about(TaskKind.MARK_PICKUP, "former:r1") is not None
        assert uow.office.task("t1").backend == "former"


def test_a_products_prices_by_level_follow_its_news(store: SqlStore) -> None:
    """A price that is no longer told is gone; others are brought to what is told."""
    club, dozen = LevelPrice("club", 43_00), LevelPrice("club", 40_00, 12, sale_cents=38_00)
    wine = Product("PINOT", "Pinot", "Wine", "wine", 48_00, "USD", prices=(club, dozen))
    cheaper = replace(wine, prices=(replace(club, price_cents=42_00), LevelPrice("staff", 1)))
    with store.write("a", actor=ANA) as uow:
        uow.products.save([wine])
    with store.write("b", actor=ANA) as uow:
        assert uow.products.get("PINOT") == wine
        uow.products.save([cheaper])
    with store.write("c", actor=ANA) as uow:
        assert uow.products.get("PINOT") == cheaper


def test_an_order_of_ours_knows_how_it_leaves_the_room(bench: Bench, store: SqlStore) -> None:
    """Carried out, also in rows of before; or shipped to an address, in the store and on screen."""
    address = Address("1 Main St", "", "Napa", "CA", "94558", "US", name="Ann Lee")
    shipped = order(fulfilment=Fulfilment.SHIP, ship_to=address)
    with store.write("a", actor=ANA) as uow:
        uow.visits.save(visit())
        uow.orders.save(shipped)
        uow.orders.save(order("o2", number="T1-000002"))
    with store.write("b", actor=ANA) as uow:
        assert uow.orders.get("o1") == shipped
        assert uow.orders.get("o2") == order("o2", number="T1-000002")
    assert store.reads.order("o1").order == shipped
    assert store.reads.order("o2").order.fulfilment is Fulfilment.CARRY_OUT
    assert bench.rows("SELECT ship_to FROM sales_order WHERE id = 'o2'") == [("",)]


class _Caps:
    """An office that only reads."""

    def can(self, role: Role, cap: Cap) -> bool:
        return role is Role.ORDERS and cap is Cap.READ_ORDER

    def why_not(self, role: Role, cap: Cap) -> str:
        return "" if self.can(role, cap) else "It only reads."

    def title(self, role: Role) -> str:
        return f"Office for {role}"

    def name(self, role: Role) -> str:
        return OFFICE


def test_every_unit_hands_on_what_the_office_can_do(store: SqlStore) -> None:
    """Until one is connected everything waits for one, so nothing is said to be impossible."""
    with store.write("a", actor=ANA) as uow:
        assert uow.caps.can(Role.PEOPLE, Cap.WRITE_CLUBS)
        assert uow.caps.name(Role.ORDERS) == uow.caps.title(Role.ORDERS) == ""
        assert uow.caps.why_not(Role.ORDERS, Cap.PUSH_ORDER) == ""
    store.caps = _Caps()
    with store.write("b", actor=ANA) as uow:
        assert not uow.caps.can(Role.PEOPLE, Cap.WRITE_CLUBS)
        assert uow.caps.name(Role.ORDERS) == OFFICE
    assert store.caps.title(Role.ORDERS) == "Office for orders"
