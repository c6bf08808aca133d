"""The whole tree keeps the house rules, and each rule is shown to catch what it is for."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.architecture import rules
from tests.architecture.tree import ROOT, python_sources, tracked_paths

Rule = Callable[[str, str], Iterator[str]]

EVERYWHERE = (
    rules.oversized,
    rules.banned_names,
    rules.unfinished,
    rules.catches_everything,
)
IN_POSAPP = (rules.third_party_imports,)
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
    """Code and tests are small, well named and finished, and hide no bug."""
    assert [fault for path, text in python_sources() for fault in rule(path, text)] == []


@pytest.mark.parametrize("rule", IN_POSAPP)
def test_the_program_keeps_the_rule(rule: Rule) -> None:
    """The program's inner packages need nothing but Python."""
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


def test_exactly_two_files_may_catch_everything() -> None:
    """The lane and the crash sheet, where an unknown exception is reported; both make use of it."""
    assert sorted(rules.MAY_CATCH_EVERYTHING) == ["posapp/sync/lane.py", "posapp/ui/crash.py"]
    for path in rules.MAY_CATCH_EVERYTHING:
        text = (ROOT / path).read_text("utf-8")
        assert list(rules.catches_everything(path, text)) == []
        assert list(rules.catches_everything("posapp/other.py", text)) != []


def test_the_rules_see_every_file() -> None:
    """Program and tests, down to this very file; nothing that git holds is overlooked."""
    seen = {path for path, _text in python_sources()}
    assert {path for path in tracked_paths() if path.endswith(".py")} <= seen
    assert Path(__file__).relative_to(ROOT).as_posix() in seen
    for package in ("posapp/ui", "posapp/sandbox", "tests/cli", "tests/faults", "tests/ui"):
        assert any(path.startswith(f"{package}/") for path in seen)


@pytest.mark.parametrize("rule", EVERYWHERE)
@pytest.mark.parametrize("top", ["posapp", "tests"])
def test_a_violation_in_a_file_is_caught_in_program_and_tests(
    tmp_path: Path, rule: Rule, top: str
) -> None:
    """The way from the disk to the rule is whole: a bad file in either tree is reported once."""
    bad = next(text for planted, _path, text in PLANTED if planted is rule and text)
    folder = tmp_path / top / "deep" / "deeper"
    folder.mkdir(parents=True)
    (folder / "planted.py").write_text(bad, "utf-8")
    [fault] = [fault for path, text in python_sources(tmp_path) for fault in rule(path, text)]
    assert fault.startswith(f"{top}/deep/deeper/planted.py")
