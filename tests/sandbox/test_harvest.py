"""Saturday in harvest: the same for the same seed, with every case in it and an exact result."""

import json
from collections import Counter
from datetime import date
from fractions import Fraction

import pytest

from posapp.sandbox.backoffice.records import MembershipStatus
from posapp.sandbox.harvest import saturday
from posapp.sandbox.harvest.errands import ShipOrder, StartOrder
from posapp.sandbox.harvest.expected import (
    ExpectedSale,
    SoldLine,
    TaxLevel,
    half_up,
)
from posapp.sandbox.harvest.parties import Fate, Role
from posapp.sandbox.harvest.story import (
    AddItem,
    FinishVisit,
    PayCard,
    PayCash,
    SeatReservation,
    SeatWalkIn,
    TakeBalance,
    Tasting,
    VoidLine,
)
from posapp.sandbox.harvest.times import OUTAGE_FROM, OUTAGE_TO
from posapp.sandbox.names import HARD_NAMES
from posapp.sandbox.products import BY_SKU

SEEDS = [1, 42]


@pytest.fixture(scope="module", params=SEEDS)
def day(request):
    """A Saturday at eight in the morning."""
    return saturday(request.param)


@pytest.fixture(scope="module", params=SEEDS)
def evening(request):
    """A Saturday after the last event."""
    played = saturday(request.param)
    played.advance_to(19 * 60)
    return played


def feed_bytes(day):
    """Everything on the feed as text."""
    return json.dumps([(item.cursor, item.body) for item in day.world.tock.feed.items()])


def test_the_same_seed_is_the_same_day():
    """Story, result and every byte of the feed repeat; another seed is another day."""
    first, second, other = saturday(9), saturday(9), saturday(10)
    for day in (first, second, other):
        day.advance_to(19 * 60)
    assert (first.story, first.expected) == (second.story, second.expected)
    assert feed_bytes(first) == feed_bytes(second)
    assert feed_bytes(first) != feed_bytes(other)
    assert first.story != other.story


def test_another_date_has_the_same_shape():
    """The day can be any date, also one on which the clocks change."""
    day = saturday(1, day=date(2026, 11, 1))
    assert len(day.board()) == 114
    assert day.ms(13 * 60) - day.ms(60) == 13 * 3_600_000


def test_the_board_grows_from_morning_to_evening(evening):
    """120 parties, the old half of the transfer and Tock's two walk-ins; pick-ups stay away."""
    board = evening.board()
    assert len(evening.parties) == 120
    assert len(board) == 123
    assert {party.key for party in evening.parties} <= evening.board_keys()
    assert sum(row.is_walk_in() for row in board) == 2
    other_days = [row for row in evening.world.tock.rows() if row.key not in evening.board_keys()]
    assert sum(row.experience.variety == "PICKUP" for row in other_days if row.experience) == 1
    assert evening.undecodable_count == 2
    assert evening.world.clock.pending() == 0


def test_every_case_is_there(evening):
    """Each peculiarity the terminal must cope with occurs on every seed."""
    fates = Counter(party.fate for party in evening.parties)
    assert fates[Fate.CANCELLED_BEFORE] == 6
    assert fates[Fate.CANCELLED_TODAY] == 4
    assert fates[Fate.NO_SHOW] == 3
    roles = Counter(role for party in evening.parties for role in party.roles)
    assert set(roles) == set(Role)
    rows = {row.key: row for row in evening.board()}
    names = {(row.diner.first_name, row.diner.last_name) for row in rows.values()}
    assert set(HARD_NAMES) <= names
    for party in evening.parties:
        row = rows[party.key]
        assert row.is_void() == (party.fate in {Fate.CANCELLED_BEFORE, Fate.CANCELLED_TODAY})
        assert row.service_ms == evening.ms(party.start)
        assert row.diner.email == party.diner.email
    assert sum(row.transferred_out is True for row in rows.values()) == 1
    assert sum(row.party_state == "NO_SHOW" for row in rows.values()) == 3
    assert any(row.is_void() and row.refunds for row in rows.values())
    assert any(party.arrival - party.start > 20 for party in evening.parties)


def test_members_are_known_to_the_back_office_by_e_mail(day):
    """Whoever gets a percentage has an active membership in the morning or joins before coming."""
    office = day.world.backoffice
    for party in day.parties:
        names = office.active_club_names(party.diner.email or "")
        if party.has(Role.JOINS_CLUB):
            assert names == ()
        elif party.has(Role.LEAVES_CLUB):
            assert names == ("Reserve Club",)
            assert party.club is None
        else:
            assert names == ((party.club.name,) if party.club else ())
    emails = [customer.email for customer in office.customers.records() if customer.email]
    assert len(emails) == len(set(emails)) > 100
    statuses = {membership.status for membership in office.memberships.records()}
    assert statuses == set(MembershipStatus)


def test_club_changes_of_the_day_arrive(evening):
    """Joining, leaving and switching show in the back office as the expected tags say."""
    assert len(evening.expected.tags) == 3
    for email, tags in evening.expected.tags.items():
        assert evening.world.backoffice.active_club_names(email) == tags
    joined = next(party for party in evening.parties if party.has(Role.JOINS_CLUB))
    assert joined.club is not None


def test_the_story_can_be_played(day):
    """Steps are in order, a visit is seated first and finished last, nobody absent sits down."""
    minutes = [step.minute for step in day.story]
    assert minutes == sorted(minutes)
    visits = {}
    for step in day.story:
        if isinstance(step, Tasting | StartOrder | ShipOrder):
            visits.setdefault(step.visit, []).append(step)
    for steps in visits.values():
        assert isinstance(steps[0], SeatReservation | SeatWalkIn | StartOrder)
        assert isinstance(steps[-1], FinishVisit)
        added = [step.sku for step in steps if isinstance(step, AddItem)]
        assert len(added) == len(set(added))
        assert {step.sku for step in steps if isinstance(step, VoidLine)} <= set(added)
        paid = [n for n, step in enumerate(steps) if isinstance(step, PayCash | PayCard)]
        assert len(paid) == bool(added)
        if paid:
            last_item = max(n for n, s in enumerate(steps) if isinstance(s, AddItem | VoidLine))
            assert last_item < paid[0]
    seated = [step.key for step in day.story if isinstance(step, SeatReservation)]
    assert Counter(seated) == Counter(p.key for p in day.parties if p.is_seated)
    assert sum(isinstance(step, SeatWalkIn) for step in day.story) == 40
    assert any(getattr(step, "taps", 1) > 1 for step in day.story)
    outage = [step for step in day.story if OUTAGE_FROM <= step.minute < OUTAGE_TO]
    assert len({type(step) for step in outage}) >= 7


def test_what_is_seated_is_known_in_time(day):
    """Nobody sits down on a booking the terminal cannot have heard of, outage or not."""
    played = saturday(day.seed)
    for step in day.story:
        if not isinstance(step, SeatReservation):
            continue
        heard = step.minute - 30
        if heard >= OUTAGE_FROM and step.minute < OUTAGE_TO + 10:
            heard = OUTAGE_FROM - 1
        edits = played.world.tock.book
        played.advance_to(heard)
        assert step.key in edits
        row = edits.as_of(step.key, played.ms(heard))
        assert not row.is_void()
        assert f"{row.diner.first_name} {row.diner.last_name}" == step.name


def test_the_result_follows_from_the_story(day):
    """Lines added and not voided are what is sold; cash given always covers the total."""
    sold = {}
    for step in day.story:
        if isinstance(step, AddItem):
            sold.setdefault(step.visit, {})[step.sku] = step.quantity
        elif isinstance(step, VoidLine):
            del sold[step.visit][step.sku]
    sales = {sale.visit: sale for sale in day.expected.sales}
    assert {v: {ln.sku: ln.quantity for ln in s.lines} for v, s in sales.items()} == sold
    for step in day.story:
        if isinstance(step, PayCash):
            assert step.tendered_cents >= max(map(sales[step.visit].total_cents, TaxLevel))
    balances = [step for step in day.story if isinstance(step, TakeBalance)]
    assert [b.cents for b in balances] == [b.cents for b in _by_time(day, balances)]
    assert len(balances) >= 10
    assert all(balance.tendered_cents >= balance.cents > 0 for balance in balances)


def _by_time(day, balances):
    amounts = {balance.reservation: balance for balance in day.expected.balances}
    assert len(amounts) == len(balances)
    return [amounts[step.key] for step in balances]


def test_balances_are_what_tock_says_is_due(day):
    """The amount taken is the amount due in Tock when it is taken, and no refund spoils it."""
    played = saturday(day.seed)
    for step in day.story:
        if isinstance(step, TakeBalance):
            played.advance_to(step.minute)
            row = played.world.tock.book.current(step.key)
            assert row.money.due_cents == step.cents
            assert row.refunds == ()


def test_totals_agree_with_integer_arithmetic(day):
    """The Fractions' result is the same as one reckoned in whole numbers, at both levels."""
    differ = 0
    for sale in day.expected.sales:
        nets = Counter()
        item_tax = discount = 0
        for line in sale.lines:
            product = BY_SKU[line.sku]
            gross = line.quantity * product.price_cents
            off = (2 * gross * sale.percent + 100) // 200
            rate = 825 if product.tax_category in {"wine", "retail"} else 0
            item_tax += (2 * (gross - off) * rate + 10_000) // 20_000
            nets[rate] += gross - off
            discount += off
        invoice_tax = sum((2 * net * rate + 10_000) // 20_000 for rate, net in nets.items())
        assert sale.discount_cents == discount
        assert sale.tax_cents(TaxLevel.ITEM) == item_tax
        assert sale.tax_cents(TaxLevel.INVOICE) == invoice_tax
        differ += item_tax != invoice_tax
    assert differ > 5
    assert day.expected.sum_cents() == sum(
        cents * count for (_, cents), count in day.expected.totals().items()
    )
    assert day.expected.order_count() == len(day.expected.sales) + len(day.expected.balances)


def test_half_a_cent_goes_up():
    """Half up at the edge, for lines and for whole orders."""
    assert [half_up(Fraction(n, 2)) for n in (1, 3, 4, 5)] == [1, 2, 2, 3]
    sale = ExpectedSale("v", (SoldLine("RTL-TOTE", 1), SoldLine("BTL-ROSE-25", 1)), percent=10)
    # 24.05 and 29.95 less 2.405 and 2.995: both halves go up.
    assert sale.discount_cents == 241 + 300


def test_news_repeats_and_other_venues_are_on_the_feed(evening):
    """Deliveries repeat, the sister venue's rows arrive, and two rows cannot be read."""
    bodies = [json.dumps(item.body, sort_keys=True) for item in evening.world.tock.feed.items()]
    assert max(Counter(bodies).values()) > 1
    rows = [item.body for item in evening.world.tock.feed.items()]
    foreign = [r for r in rows if str(r["business"]["id"]) == "31416"]
    assert len(foreign) >= 4
    nameless = [r for r in rows if not isinstance(r.get("id", r.get("walkinId")), int | str)]
    assert len({json.dumps(row) for row in nameless}) == 2
