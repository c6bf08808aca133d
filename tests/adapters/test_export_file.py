"""Export files of any size and in any state: good rows land, the rest is kept with a reason."""

import gzip
import json
import time
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posapp.adapters.tock import array_scanner
from posapp.adapters.tock.array_scanner import ArrayScanner, Piece, Run, Slice
from posapp.adapters.tock.export_file import file_chunks, read_export
from posapp.domain.errors import DomainError
from posapp.domain.reservation import Quarantined
from posapp.ports.reservations import IncomingReservation
from tests.adapters.rows import (
    MACHINE_MADE_FAULTS,
    booking,
    business,
    machine_made,
    profile,
    text,
    walk_in,
)


def read(body: bytes, *, size: int = 1 << 20, max_element: int = 1 << 20):
    """Ids of the rows that landed, what was quarantined, the profiles, and the file's trouble."""
    chunks = [body[at : at + size] for at in range(0, len(body), size)]
    landed, bad, profiles, trouble = [], [], [], ""
    for page in read_export(chunks, source="tock", origin="f.json", max_element=max_element):
        assert len(page.rows) <= 200
        for row in page.rows:
            if isinstance(row, IncomingReservation):
                landed.append(row.reservation.key.remote_id)
            else:
                bad.append(row)
        profiles += page.profiles
        trouble = page.trouble or trouble
    return landed, bad, profiles, trouble


def row(number: int, **changes) -> bytes:
    return text(booking(id=number, **changes))


def test_a_file_of_rows_lands_in_pages():
    """All rows in the file's order, 200 to a page, nothing to complain about."""
    body = b"[" + b",".join(row(n) for n in range(450)) + b"]"
    landed, bad, profiles, trouble = read(body)
    assert landed == [str(n) for n in range(450)]
    assert (bad, profiles, trouble) == ([], [], "")


def test_a_bad_row_among_good_ones_costs_only_itself():
    """The machine-made payload is quarantined with its faults, its neighbours land."""
    body = b"[" + b",".join([row(1), text(machine_made()), text(walk_in()), row(2)]) + b"]"
    landed, bad, _, trouble = read(body)
    assert landed == ["1", "229255", "2"]
    assert [fault.path for fault in bad[0].faults] == MACHINE_MADE_FAULTS
    assert bad[0].origin.startswith("f.json row 2 (byte ")
    assert "secret-" not in bad[0].raw
    assert trouble == ""


@pytest.mark.parametrize(
    "broken",
    [
        b"null",
        b"5",
        b'"text, with ] and }"',
        b"[{}]",
        b"{}",
        b'{"id":1,}',
        b"{'id':1}",
        b'{"id":NaN}',
        b'{"id":1}}',
        b'{"a":1]',
        b'{"a":[1}',
        b'{"id":1} garbage',
        b"garbage",
        b'{"id":1,"name":"no end of text}',
        b'{"id":1,"business":{"id":2',
        b'{"id":[[[',
        b"}",
        row(9)[:-1],
        row(9)[:-200],
        b'{"a":"\xff"}',
    ],
)
@pytest.mark.parametrize("size", [1 << 20, 50])
def test_whatever_stands_between_two_rows_does_not_cost_them(broken, size):
    """The reader finds the next row again, even after brackets or quotes that never close."""
    landed, bad, _, _ = read(b"[" + b",".join([row(1), broken, row(2), row(3)]) + b"]", size=size)
    assert landed == ["1", "2", "3"]
    assert len(bad) == 1
    assert bad[0].faults
    assert bad[0].raw


@pytest.mark.parametrize("cut", [1, 40, 700])
def test_a_truncated_file_keeps_what_was_before_the_cut(cut):
    """Good rows land, the remainder is kept with the place of the cut."""
    body = b"[" + b",".join(row(n) for n in range(3))
    landed, bad, _, trouble = read(body[:-cut])
    assert landed == ["0", "1"]
    assert "cut off (byte " in bad[0].faults[0].message
    assert body.decode()[:-cut].endswith(bad[0].raw)
    assert "cut off" in trouble


@pytest.mark.parametrize("tail", [b"", b",", b" , \n"])
def test_a_file_cut_between_rows_says_so(tail):
    """Every row lands and the missing end is reported."""
    landed, bad, _, trouble = read(b"[" + row(1) + tail)
    assert (landed, "cut off" in trouble) == (["1"], True)
    assert all(isinstance(one, Quarantined) for one in bad)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"hello", "not JSON"),
        (b"<html>no</html>", "not JSON"),
        (b"\x00\x01\x02\x03", "UTF-16"),
        (b'{"result":{}}', "no array"),
        (b'"text"', "no array"),
        (b"5", "no array"),
        ("[]".encode("utf-16"), "UTF-16"),
        ("[]".encode("utf-16-le"), "UTF-16"),
        (gzip.compress(b"[]"), "compressed"),
    ],
)
def test_a_file_that_is_no_export_says_what_it_is(body, said):
    """No crash, a sentence about the file, and its beginning kept."""
    landed, bad, _, trouble = read(body)
    assert landed == []
    assert said in trouble
    assert len(bad) == (0 if said == "empty" else 1)


def test_a_lone_row_is_no_array_and_its_own_faults_are_listed():
    """A payload saved by itself is quarantined with the reason and with every fault."""
    landed, bad, _, trouble = read(text(machine_made()))
    assert landed == []
    assert "no array" in trouble
    assert [fault.path for fault in bad[0].faults] == ["$", *MACHINE_MADE_FAULTS]
    assert "secret-" not in bad[0].raw


@pytest.mark.parametrize("end", [b"", b"\n", b" \r\n "])
def test_a_byte_order_mark_and_blanks_are_passed_over(end):
    """As editors and scripts leave them."""
    landed, bad, _, trouble = read(b"\xef\xbb\xbf\n[ " + row(1) + b"\n,\n" + row(2) + b" ]" + end)
    assert (landed, bad, trouble) == (["1", "2"], [], "")


def test_what_follows_the_array():
    """A second array is read on; anything else is kept and reported."""
    assert read(b"[" + row(1) + b"][" + row(2) + b"]")[0] == ["1", "2"]
    landed, bad, _, trouble = read(b"[" + row(1) + b"] and so on")
    assert landed == ["1"]
    assert bad[0].raw == "and so on"
    assert "after the end" in trouble


@pytest.mark.parametrize("size", [1 << 20, 999])
def test_a_giant_row_is_kept_by_its_head_and_the_next_ones_land(size):
    """A row above the cap does not stop the file."""
    giant = row(7, note=[{"text": '\\"{[' * 20_000}])
    body = b"[" + b",".join([row(1), giant, row(2)]) + b"]"
    landed, bad, _, trouble = read(body, size=size, max_element=10_000)
    assert landed == ["1", "2"]
    assert "too large" in bad[0].faults[0].message
    assert giant.decode().startswith(bad[0].raw[:1000])
    assert trouble == ""


def test_an_empty_array_is_fine():
    """A venue without bookings is no error."""
    assert read(b" [ ] ") == ([], [], [], "")


def test_profiles_are_told_from_reservations():
    """A person with the union of the three tag lists; replaced ones are left out."""
    body = [
        profile(),
        profile(isArchived=True),
        profile(nextGuestProfileId="5"),
        profile(patron={"email": "x"}),
        profile(patron={"id": 8, "firstName": "4111 1111 1111 1111"}, tag=None),
        profile(tag=5),
    ]
    pages = list(read_export([text(body)], source="tock", origin="g.json"))
    first, second = pages[0].profiles
    assert (first.patron_id, first.email, first.first_name) == ("77", "g@b.example", "Gil")
    assert first.tags == ("Estate Club", "Local", "VIP")
    assert second.first_name == "•••• 1111"
    assert pages[0].skipped_profiles == 2
    bad = [one for one in pages[0].rows if isinstance(one, Quarantined)]
    assert [one.faults[0].path for one in bad] == ["$.patron.id", "$.tag"]
    assert pages[0].trouble == ""


def test_a_row_with_a_patron_by_mistake_is_still_a_reservation():
    """Only an object without any trace of a booking counts as a profile."""
    broken = {"patron": {"id": 1}, "business": business(), "partySize": {}}
    _, bad, profiles, _ = read(text([broken, booking(patron={"id": 1})]))
    assert (len(bad), profiles) == (1, [])


ROWS = st.lists(
    st.one_of(
        st.integers(1, 99).map(lambda n: text(booking(id=n, serverName='\\ "[{,é'))),
        st.sampled_from([b"null", b'{"id":{}}', b'{"a":"}],["}', b"[[1],{}]"]),
    ),
    max_size=5,
)


@given(ROWS, st.lists(st.integers(1, 700), min_size=1, max_size=40), st.booleans())
def test_where_the_chunks_are_split_does_not_matter(rows, sizes, is_cut):
    """Any split of the file gives the same rows, and the quick look gives what counting gives."""
    body = b"[" + b" ,\n".join(rows) + b"]"
    body = body[: -len(body) // 3] if is_cut else body
    whole = _slices([body])
    chunks, at = [], 0
    while at < len(body):
        size = sizes[len(chunks) % len(sizes)]
        chunks.append(body[at : at + size])
        at += size
    assert _slices(chunks) == whole
    if not is_cut:
        assert [one.body for one in whole] == rows
        assert all(one.piece is Piece.ELEMENT for one in whole)


def _slices(chunks):
    scanner = ArrayScanner(max_element=100_000)
    found = [one for chunk in chunks for one in scanner.feed(chunk)]
    found += scanner.finish()
    return [one for some in found for one in _one_by_one(some)]


def _one_by_one(found):
    if isinstance(found, Run):
        return [Slice(Piece.ELEMENT, body, at) for at, body in found.rows]
    return [found]


@given(ROWS)
def test_counting_brackets_gives_the_same_as_the_quick_look(rows):
    """The quick look relies on a library's wording; without it the result is the same."""
    body = b"[" + b",".join(rows) + b"]"
    quick = _slices([body])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(array_scanner, "end_of_object", lambda text, start: 0)
        assert _slices([body]) == quick


@given(st.binary(max_size=300).map(lambda noise: b"[" + noise))
def test_noise_never_raises_and_is_never_dropped(noise):
    """Every byte that is neither blank nor separator is in some slice."""
    pieces = _slices([noise])
    kept = b"".join(one.body for one in pieces)
    drop = bytes.maketrans(b"", b"")
    assert noise[1:].translate(drop, b" \t\r\n,[]") == kept.translate(drop, b" \t\r\n,[]")


def _stream(megabytes: int):
    body = row(5, note=[{"text": "a note that goes on " * 3_000}]) + b"," + row(6)
    yield b"["
    sent = 0
    while sent < megabytes * 1_000_000:
        piece = body + b","
        yield piece[:20_000]
        yield piece[20_000:]
        sent += len(piece)
    yield row(7) + b"]"


@pytest.mark.heavy
def test_sixty_megabytes_need_little_memory_and_time():
    """Memory does not grow with the file, so two gigabytes are read like two megabytes."""
    tracemalloc.start()
    started = time.process_time()
    rows = 0
    for page in read_export(_stream(60), source="tock", origin="f.json"):
        assert not page.trouble
        rows += len(page.rows)
    took = time.process_time() - started
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert rows > 1_900
    assert peak < 48_000_000
    assert took < 4


def test_a_file_that_cannot_be_opened_is_a_sentence(tmp_path):
    """Staff read the name and the reason, not a traceback."""
    with pytest.raises(DomainError, match=r"none\.json cannot be read: No such file"):
        next(file_chunks(tmp_path / "none.json"))
    path = tmp_path / "some.json"
    path.write_bytes(json.dumps([booking()]).encode())
    pages = list(read_export(file_chunks(path), source="tock", origin=path.name))
    assert sum(len(page.rows) for page in pages) == 1
