"""What a fresh machine installs is exactly what the project declares, and all of it is hashed."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.tree import ROOT

LOCK = (ROOT / "requirements.lock").read_text("utf-8")
PINS = dict(re.findall(r"^([\w.-]+)==(\S+)", LOCK, re.MULTILINE))


def declared() -> list[str]:
    """Every requirement of pyproject.toml, for running and for developing."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return [
        *project["build-system"]["requires"],
        *project["project"]["dependencies"],
        *project["dependency-groups"]["dev"],
    ]


@pytest.mark.parametrize("requirement", declared())
def test_the_lock_satisfies_each_requirement(requirement: str) -> None:
    """A requirement that was changed without a new lock is noticed here, not on a new machine."""
    wanted = Requirement(requirement)
    assert PINS[canonicalize_name(wanted.name)] in wanted.specifier


def test_every_pin_has_hashes() -> None:
    """Nothing is installed that was not seen when the lock was made."""
    blocks = re.split(r"^(?=[\w.-]+==)", LOCK, flags=re.MULTILINE)[1:]
    assert len(blocks) == len(PINS)
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_the_lock_holds_nothing_but_pins() -> None:
    """No option, address, local file or editable path: any registry with these files will do."""
    lines = [line for line in LOCK.splitlines() if line and not line.startswith(" ")]
    assert [line for line in lines if not re.match(r"[\w.-]+==\S+ (?:; .+ )?\\$", line)] == []


def test_the_qt_binding_that_aborts_on_python_3_11_is_out_of_reach() -> None:
    """6.12.0 loses a reference of None per call; the bound stays until 3.11 is dropped."""
    bound = next(Requirement(one) for one in declared() if one.startswith("PySide6"))
    assert "6.12.0" not in bound.specifier
    assert "6.11.3" in bound.specifier
