"""SOAP read with expat alone: dangers are refused, and what differs in manner only is alike."""

import time
import tracemalloc

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from posapp.adapters.soap import (
    Node,
    SoapFault,
    XmlLimits,
    XmlRefused,
    envelope,
    parse,
    read_answer,
)

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
GOOD = (
    f'<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="{SOAP}"'
    f' xmlns:xsi="{XSI}"><soapenv:Body><ns1:SearchOrdersResponse xmlns:ns1="http://V301">'
    "<SearchOrdersReturn><Errors/><IsSuccessful>true</IsSuccessful><RecordCount>1.0</RecordCount>"
    "<Orders><item><OrderID>o-1</OrderID><Names><item><A>1</A></item></Names></item></Orders>"
    "</SearchOrdersReturn></ns1:SearchOrdersResponse></soapenv:Body></soapenv:Envelope>"
).encode()
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY l0 "ha">'
    + b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))
    + b"]><a>&l9;</a>"
)
QUADRATIC = b'<!DOCTYPE a [<!ENTITY x "' + b"x" * 50_000 + b'">]><a>' + b"&x;" * 50_000 + b"</a>"
DANGEROUS = {
    "billion laughs": LAUGHS,
    "quadratic": QUADRATIC,
    "external entity": b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hosts">]><a>&x;</a>',
    "external entity by http": b'<!DOCTYPE a [<!ENTITY x SYSTEM "http://127.0.0.1:1/">]><a>&x;</a>',
    "parameter entity": b'<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:1/"> %p;]><a/>',
    "external document type": b'<!DOCTYPE a SYSTEM "http://127.0.0.1:1/a.dtd"><a/>',
    "behind a comment": b"<?xml version='1.0'?> <!-- <a> --><?pi x?>\n<!DOCTYPE a><a/>",
    "behind a byte order mark": b"\xef\xbb\xbf<!DOCTYPE a><a/>",
    "in another encoding": '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a><a/>'.encode(
        "utf-16"
    ),
    "in another, unmarked": "<!DOCTYPE a><a/>".encode("utf-16-le"),
    "unparsed entity": b'<!DOCTYPE a [<!NOTATION n SYSTEM "n"><!ENTITY u SYSTEM "u" NDATA n>]><a/>',
}
BROKEN = {
    "nothing": b"",
    "blanks": b"  \n",
    "a web page": b"<html><body><p>Sign in<br></body></html>",
    "json": b'{"items": []}',
    "an unknown entity": b"<a>&nobody;</a>",
    "an unbound prefix": b"<x:a/>",
    "two roots": b"<a/><b/>",
    "an attribute twice": b'<a b="1" b="2"/>',
    "a control character": b"<a>\x01</a>",
    "bad UTF-8": b"<a>\xff\xfe\xff</a>",
    "an encoding nobody knows": b'<?xml version="1.0" encoding="klingon"?><a/>',
    "an encoding of many bytes": b'<?xml version="1.0" encoding="big5"?><a/>',
    "an encoding of letters only": b'<?xml version="1.0" encoding="utf-7"?><a/>',
}


def wrapped(body: str, *, soap: str = SOAP, more: str = "") -> bytes:
    """An answer to SearchOrders that returns `body`."""
    return (
        f'<e:Envelope xmlns:e="{soap}" xmlns:xsi="{XSI}"><e:Body><SearchOrdersResponse>'
        f"<SearchOrdersReturn>{body}</SearchOrdersReturn></SearchOrdersResponse>{more}</e:Body>"
        "</e:Envelope>"
    ).encode()


def read(body: str, *, more: str = "") -> Node:
    return read_answer(wrapped(body, more=more), method="SearchOrders")


@pytest.mark.parametrize("body", DANGEROUS.values(), ids=DANGEROUS)
def test_a_document_type_is_refused_before_anything_is_expanded(body):
    """Bombs and files by entity: refused, at once and for nothing."""
    started = time.process_time()
    tracemalloc.start()
    with pytest.raises(XmlRefused):
        parse(body)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert time.process_time() - started < 0.5
    assert peak < 4_000_000


@pytest.mark.parametrize("body", BROKEN.values(), ids=BROKEN)
def test_what_is_no_xml_is_refused_in_words(body):
    """Whatever is wrong with it: one exception with a reason."""
    with pytest.raises(XmlRefused, match=r"^it"):
        read_answer(body, method="SearchOrders")


def test_half_an_answer_is_none():
    """Cut off at any byte it is refused, never half read."""
    for end in range(len(GOOD)):
        with pytest.raises(XmlRefused):
            read_answer(GOOD[:end], method="SearchOrders")
    assert read_answer(GOOD, method="SearchOrders").value("RecordCount") == "1.0"


@pytest.mark.parametrize(
    "body",
    [
        b"<a>" * 65 + b"</a>" * 65,
        b"<a>" + b"<b/>" * 300 + b"</a>",
        b"<a " + b" ".join(b'b%d="1"' % n for n in range(300)) + b"/>",
        b"<a>" + b"x" * 20_000 + b"</a>",
    ],
    ids=["deep", "many", "attributes", "long"],
)
def test_what_a_document_may_cost_is_bounded(body):
    """Depth, elements with their attributes, and bytes."""
    with pytest.raises(XmlRefused):
        parse(body, limits=XmlLimits(max_bytes=10_000, elements=200))


@pytest.mark.heavy
def test_the_largest_document_costs_little():
    """At the limits of a real answer: less than 200 MB and two seconds."""
    limits = XmlLimits()
    room = limits.max_bytes - 100
    worst = [
        b"<a>" + b"<b/>" * (limits.elements - 2) + b"</a>",
        b"<a>" + b"&#65;" * (room // 5) + b"</a>",
        b"<a>" + b"x" * room + b"</a>",
        b"<a>" + b"<b>" * 60 + b"</b>" * 60 + b"y\n" * (room // 2 - 400) + b"</a>",
    ]
    for body in worst:
        started = time.process_time()
        parse(body)
        assert time.process_time() - started < 2
    tracemalloc.start()
    parse(worst[0])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 200_000_000


@pytest.mark.parametrize("soap", [SOAP, SOAP.replace("http:", "https:")])
def test_namespaces_may_be_written_either_way(soap):
    """The services' samples show https, their descriptions http; the method may have none."""
    found = read_answer(wrapped("<A>1</A>", soap=soap), method="SearchOrders")
    assert found.value("a") == "1"


@pytest.mark.parametrize(
    "body",
    [
        wrapped("", soap="http://www.w3.org/2003/05/soap-envelope"),
        wrapped("", soap="urn:other"),
        b"<Envelope><Body/></Envelope>",
        wrapped("").replace(b"Body", b"Head"),
        wrapped("").replace(b"SearchOrdersResponse", b"SearchContactsResponse"),
        wrapped("").replace(b"SearchOrdersReturn", b"Other"),
        wrapped("</SearchOrdersReturn><SearchOrdersReturn>"),
    ],
)
def test_another_answer_is_not_taken_for_this_one(body):
    """Another envelope, another operation, or nothing returned."""
    with pytest.raises(XmlRefused):
        read_answer(body, method="SearchOrders")


def test_a_fault_is_the_servers_own_failure():
    """With its code, without its prefix, and its words."""
    body = wrapped("").replace(
        b"<SearchOrdersResponse>",
        b"<e:Fault><faultcode>soapenv:Server.userException</faultcode>"
        b"<faultstring>CFCInvocationException</faultstring></e:Fault><SearchOrdersResponse>",
    )
    with pytest.raises(SoapFault) as fault:
        read_answer(body, method="SearchOrders")
    assert (fault.value.code, fault.value.text) == (
        "Server.userException",
        "CFCInvocationException",
    )


def test_arrays_are_alike_however_they_are_written():
    """In one element, each in its own, by reference, and by reference in a reference."""
    rows = "<item><A>1</A><B><item><C>x</C></item></B></item><item><A>2</A></item>"
    refs = (
        '<multiRef id="a"><Orders href="#b"/><Orders href="#c"/></multiRef>'
        '<multiRef id="b"><A>1</A><B href="#d"/></multiRef><multiRef id="c"><A>2</A></multiRef>'
        '<multiRef id="d"><B href="#e"/></multiRef><multiRef id="e"><C>x</C></multiRef>'
    )
    written = [
        read(f"<Orders>{rows}</Orders>"),
        read("<Orders><A>1</A><B><C>x</C></B></Orders><Orders><A>2</A></Orders>"),
        read('<Orders href="#a"/>', more=refs),
    ]
    for found in written:
        first, second = found.rows("Orders")
        assert (first.value("A"), second.value("A")) == ("1", "2")
        assert [one.value("C") for one in first.rows("B")] == ["x"]


@pytest.mark.parametrize("body", ["", "<A/>", "<A></A>", "<A> \n</A>", '<A xsi:nil="true">x</A>',
                                  '<A xsi:nil="1"/>', '<A href="#n"/>'])  # fmt: skip
def test_nothing_is_nothing(body):
    """Absent, empty, blank, nil, and a reference to nil."""
    found = read(body, more='<multiRef id="n" xsi:nil="true"/>')
    assert found.value("A") is None
    assert found.child("A") is None
    assert found.rows("A") == []


def test_text_with_parts_beside_it_is_no_text():
    """What stands between elements is not a value."""
    assert read("<A>x<B/>y</A>").value("A") is None


@pytest.mark.parametrize(
    "refs",
    [
        '<multiRef id="a" href="#a"/>',
        '<multiRef id="a"><B href="#b"/></multiRef><multiRef id="b"><A href="#a"/></multiRef>',
        '<multiRef id="other"/>',
        "".join(f'<multiRef id="{"a" * n}" href="#{"a" * (n + 1)}"/>' for n in range(1, 90)),
        "".join(
            f'<multiRef id="{"a" * n}"><B href="#{"a" * (n + 1)}"/></multiRef>'
            for n in range(1, 90)
        )
        + f'<multiRef id="{"a" * 90}">x</multiRef>',
    ],
    ids=["itself", "a loop", "nowhere", "a long chain", "a deep chain"],
)
def test_references_that_lead_nowhere_are_refused(refs):
    """Loops, dead ends, and chains nobody would write."""
    with pytest.raises(XmlRefused):
        read('<Orders href="#a"/>', more=refs)


def test_references_used_twice_do_not_multiply():
    """Two to the power of 24 members: linked, never copied."""
    refs = "".join(
        f'<multiRef id="{"a" * n}"><B href="#{"a" * (n + 1)}"/><B href="#{"a" * (n + 1)}"/>'
        "</multiRef>"
        for n in range(1, 25)
    )
    started = time.process_time()
    found = read('<Orders href="#a"/>', more=refs + f'<multiRef id="{"a" * 25}">x</multiRef>')
    assert len(str(found.plain())) < 200_000
    assert time.process_time() - started < 1


def test_an_envelope_is_always_the_same_and_always_xml():
    """Letters that mean something are escaped, characters XML has not are left out."""
    parts = [("Request", [("Name", "A&B <é> \x00\x0b\ud800]]>"), ("None", None), ("Empty", "")])]
    sent = envelope("UpsertOrder", parts, namespace="http://V304")
    assert sent == envelope("UpsertOrder", parts, namespace="http://V304")
    request = parse(sent).children[0].children[0].children[0]
    assert request.value("Name") == "A&B <é> ]]>"
    assert request.child("None") is None


@settings(max_examples=300, deadline=None)
@given(st.text())
def test_any_text_goes_there_and_back(text):
    """Whatever a person typed, less what XML cannot say."""
    sent = envelope("M", [("A", text)], namespace="http://V300")
    found = parse(sent).children[0].children[0].children[0].text
    assert found.split() == "".join(
        letter
        for letter in text
        if letter in "\t\n\r" or " " <= letter <= "\ud7ff" or "\ue000" <= letter <= "\ufffd"
        or letter >= "\U00010000"
    ).split()  # fmt: skip


@settings(max_examples=400, deadline=None)
@example(b"<!")
@example(b"<a\xff")
@given(st.binary(max_size=300) | st.text(alphabet="<>!?/=\"'&;#ax:[]- \0\xff", max_size=80).map(
    lambda text: text.encode("latin-1")))  # fmt: skip
def test_no_bytes_crash_the_reader(body):
    """An answer, a fault, or a refusal: nothing else ever comes out."""
    try:
        read_answer(body, method="SearchOrders")
    except (XmlRefused, SoapFault):
        return


@settings(max_examples=400, deadline=None)
@given(st.integers(0, len(GOOD) - 1), st.integers(0, 40), st.binary(max_size=12), st.booleans())
def test_no_damage_to_an_answer_crashes_the_reader(start, length, put_in, shift):
    """Pieces cut out of a good answer, and others put in their place."""
    end = start if shift else start + length
    body = GOOD[:start] + put_in + GOOD[end:]
    try:
        found = read_answer(body, method="SearchOrders")
    except (XmlRefused, SoapFault):
        return
    for row in found.rows("Orders"):
        row.value("OrderID")
        row.plain()
