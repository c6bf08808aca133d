"""One back office for everything, or one for orders and another for people."""

from __future__ import annotations

from posapp.domain.guest import Contact
from posapp.ports.backoffice import Cap
from posapp.ports.office import Role
from posapp.sandbox.ops import Op
from posapp.sandbox.server.front import SandboxServer
from posapp.settings import PeopleSection
from tests.connections.rig import TOKEN, Rig, connect, sandbox

PEOPLE_READS = {Op.CLUB_LIST, Op.CUSTOMER_LIST, Op.MEMBERSHIP_LIST, Op.MERGE_LIST}
ORDER_READS = {Op.PRODUCT_LIST, Op.SALE_LIST, Op.PICKUP_LIST}
ANN = Contact("Ann", "Lee", "ann@lee.example")


def asked_for(server: SandboxServer) -> set[Op]:
    """What was asked there since it was looked at last."""
    found = {op for op, count in server.world.traffic.items() if count}
    server.world.traffic.clear()
    return found


def test_one_office_does_both(rig: Rig, office: SandboxServer) -> None:
    """One lane reads every kind; orders and customers go there."""
    rig.vault.put("orders.token", TOKEN)
    with rig.opened(orders=sandbox(office.base_url)) as program:
        assert program.engine.run_once() == {"orders": True}
        assert asked_for(office) >= PEOPLE_READS | ORDER_READS
        program.verbs.seat_walk_in(visit_id="v1", order_id="o1", size=2, table_name="", contact=ANN)
        rig.clock.advance(8_000)
        program.engine.run_once()
        assert Op.CUSTOMER_UPSERT in asked_for(office)
        caps = program.verbs.connections.caps
        assert {caps.name(role) for role in Role} == {"sandbox"}


def test_two_offices_have_a_lane_each(
    rig: Rig, office: SandboxServer, second: SandboxServer
) -> None:
    """People are read from and told to their own office only."""
    rig.vault.put("orders.token", TOKEN)
    rig.vault.put("people.token", TOKEN)
    people = PeopleSection(backend="sandbox", fields={"base_url": second.base_url})
    with rig.opened(orders=sandbox(office.base_url), people=people) as program:
        assert program.engine.run_once() == {"orders": True, "people": True}
        assert asked_for(office) == ORDER_READS
        assert asked_for(second) == PEOPLE_READS
        program.verbs.seat_walk_in(visit_id="v1", order_id="o1", size=2, table_name="", contact=ANN)
        rig.clock.advance(8_000)
        program.engine.run_once()
        assert Op.CUSTOMER_UPSERT not in asked_for(office)
        assert Op.CUSTOMER_UPSERT in asked_for(second)
        sources = program.reads.sync_overview().sources
        assert {one.remote for one in sources} == {"orders", "people"}


def test_what_waits_to_be_collected_is_asked_for_more_often(
    rig: Rig, office: SandboxServer
) -> None:
    """Every ninety seconds; the rest every five minutes."""
    rig.vault.put("orders.token", TOKEN)
    with rig.opened(orders=sandbox(office.base_url)) as program:
        program.engine.run_once()
        [lane] = program.engine.lanes
        asked_for(office)
        rig.clock.advance(89_000)
        lane.run_round()
        assert asked_for(office) == set()
        rig.clock.advance(1_000)
        lane.run_round()
        assert asked_for(office) == {Op.PICKUP_LIST}


def test_a_second_office_comes_and_goes(
    rig: Rig, office: SandboxServer, second: SandboxServer
) -> None:
    """While it is there the first one is not asked for people; afterwards it is again."""
    with rig.opened() as program:
        connect(program, office.base_url)
        program.engine.run_once()
        asked_for(office)
        connect(program, second.base_url, role=Role.PEOPLE)
        assert program.engine.run_once() == {"orders": True, "people": True}
        assert asked_for(office) == ORDER_READS
        program.verbs.connections.disconnect(Role.PEOPLE)
        assert program.engine.run_once() == {"orders": True}
        assert asked_for(office) == PEOPLE_READS | ORDER_READS
        assert {one.remote for one in program.reads.sync_overview().sources} == {"orders"}


def test_a_second_office_that_cannot_be_used_gives_nothing_back(
    rig: Rig, office: SandboxServer
) -> None:
    """Its people are not told to the first one: their work waits for it."""
    rig.vault.put("orders.token", TOKEN)
    people = PeopleSection(backend="sandbox", fields={"base_url": "http://127.0.0.1:9"})
    with rig.opened(orders=sandbox(office.base_url), people=people) as program:
        assert program.verbs.connections.caps.title(Role.PEOPLE) == ""
        assert program.verbs.connections.caps.can(Role.PEOPLE, Cap.WRITE_CUSTOMER)
        program.verbs.seat_walk_in(visit_id="v1", order_id="o1", size=2, table_name="", contact=ANN)
        rig.clock.advance(8_000)
        assert program.engine.run_once() == {"orders": True}
        assert asked_for(office) == ORDER_READS
        assert program.reads.sync_overview().to_send == 1
