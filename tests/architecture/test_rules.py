"""The whole tree keeps the house rules, and each rule is shown to catch what it is for."""

from collections.abc import Callable, Iterator

import pytest

from tests.architecture import rules
from tests.architecture.tree import ROOT, python_sources, tracked_paths

Rule = Callable[[str, str], Iterator[str]]

EVERYWHERE = (rules.oversized, rules.banned_names, rules.unfinished)
IN_POSAPP = (rules.catches_everything, rules.third_party_imports)
PLANTED: tuple[tuple[Rule, str, str], ...] = (
    (rules.oversized, "posapp/a.py", "x = 1\n" * 401),
    (rules.oversized, "posapp/a.py", "class A:\n" + "    x = 1\n" * 250),
    (rules.oversized, "posapp/a.py", "def f():\n" + "    x = 1\n" * 60),
    (rules.banned_names, "posapp/store/utils.py", ""),
    (rules.banned_names, "posapp/common/__init__.py", ""),
    (rules.banned_names, "posapp/a.py", "class OrderManager: ..."),
    (rules.banned_names, "posapp/a.py", "class HTTPHandler: ..."),
    (rules.banned_names, "posapp/a.py", "class BaseScreen: ..."),
    (rules.banned_names, "posapp/a.py", "class GuestData: ..."),
    (rules.banned_names, "posapp/a.py", "def _do_pay(): ..."),
    (rules.banned_names, "posapp/a.py", "def do_GET(self): ..."),
    (rules.banned_names, "posapp/a.py", "async def handle_click(): ..."),
    (rules.catches_everything, "posapp/a.py", "try:\n    f()\nexcept Exception:\n    g()"),
    (
        rules.catches_everything,
        "posapp/a.py",
        "try:\n    f()\nexcept (OSError, BaseException):\n    g()",
    ),
    (rules.catches_everything, "posapp/a.py", "try:\n    f()\nexcept:\n    g()"),
    (rules.catches_everything, "posapp/a.py", "with contextlib.suppress(Exception):\n    f()"),
    (rules.third_party_imports, "posapp/domain/a.py", "import attrs.validators"),
    (rules.third_party_imports, "posapp/sandbox/a.py", "def f():\n    from httpx import Client"),
    (rules.unfinished, "posapp/a.py", "raise NotImplemented" + "Error"),
    (rules.unfinished, "tests/a.py", "@pytest.mark." + "skip"),
    (rules.machine_marks, "README.md", "cd /" + "work/main"),
    (rules.machine_marks, "README.md", "pip install --extra" + "-index-url x"),
)


@pytest.mark.parametrize("rule", EVERYWHERE)
def test_every_source_keeps_the_rule(rule: Rule) -> None:
    """Code and tests are small, well named and finished."""
    assert [fault for path, text in python_sources() for fault in rule(path, text)] == []


@pytest.mark.parametrize("rule", IN_POSAPP)
def test_the_program_keeps_the_rule(rule: Rule) -> None:
    """The program hides no bug, and its inner packages need nothing but Python."""
    sources = [(path, text) for path, text in python_sources() if path.startswith("posapp/")]
    assert [fault for path, text in sources for fault in rule(path, text)] == []


def test_only_known_entries_at_the_top() -> None:
    """The top level holds what the architecture names, and dot-files."""
    assert rules.strangers_at_the_top(tracked_paths()) == []


def test_no_file_names_a_machine_or_a_registry() -> None:
    """A clone works anywhere: no path of one machine, no address of a registry."""
    faults = []
    for path in tracked_paths():
        content = (ROOT / path).read_bytes()
        if b"\0" not in content:
            faults += rules.machine_marks(path, content.decode("utf-8"))
    assert faults == []


@pytest.mark.parametrize(("rule", "path", "text"), PLANTED)
def test_a_planted_violation_is_caught(rule: Rule, path: str, text: str) -> None:
    """Each rule fails on exactly the thing it forbids, once."""
    assert len(list(rule(path, text))) == 1


def test_a_planted_stranger_at_the_top_is_caught() -> None:
    """A folder that the architecture does not name is reported; a dot-file is not."""
    assert rules.strangers_at_the_top(["scripts/a.sh", ".ci/run", "posapp/a.py"]) == ["scripts"]


def test_names_that_the_standard_library_demands_pass_in_their_place() -> None:
    """The sandbox's HTTP server may define the methods its base class calls."""
    assert list(rules.banned_names("posapp/sandbox/server.py", "def do_GET(self): ...")) == []


def test_the_two_border_files_may_catch_everything() -> None:
    """The lane and the crash sheet are where an unknown exception is reported."""
    text = "try:\n    f()\nexcept Exception:\n    g()"
    for path in rules.MAY_CATCH_EVERYTHING:
        assert list(rules.catches_everything(path, text)) == []
