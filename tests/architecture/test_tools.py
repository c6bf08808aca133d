"""The gates that are other people's tools fail when this project's rules are broken."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.architecture.tree import ROOT

TOOLS = Path(sys.executable).parent

# Where to plant, what to plant, and the contract that must notice.
BROKEN_IMPORTS = (
    ("domain/planted.py", "import posapp.ports", "layers"),
    ("usecases/planted.py", "import posapp.store", "pure-usecases"),
    ("sync/planted.py", "import posapp.store", "lanes-know-no-concretes"),
    ("cli.py", "import posapp.adapters", "concretes-only-in-app"),
    ("sandbox/planted.py", "import posapp.domain", "sandbox-alone"),
    ("ports/planted.py", "import PySide6.QtCore", "qt-only-in-ui"),
    ("ui/planted/presenter.py", "import PySide6.QtCore", "qt-free-presenters"),
    ("ui/planted/view.py", "import pydantic", "light-ui"),
    ("adapters/planted.py", "import httpx", "one-door-out"),
    ("app.py", "import sqlalchemy", "one-store"),
    ("adapters/planted.py", "import keyring", "one-keyring"),
    ("relay/planted.py", "import posapp.store.store", "relay-alone"),
    ("adapters/planted.py", "import starlette", "server-only-in-relay"),
)
BROKEN_STYLE = {
    "B008": "def f(x=print()): ...",
    "C901": "def f(a):\n" + "    if a: a()\n" * 11,
    "DTZ005": "import datetime\nx = datetime.datetime.now()",
    "PTH123": "open('a')",
    "S608": "def f(x):\n    return f'select a from b where c = {x}'",
    "T201": "print(1)",
    "TID252": "from . import x",
}


def run_tool(*arguments: str | Path, cwd: Path = ROOT, text: str = "") -> tuple[int, str]:
    """Exit status and output of one of the tools of this environment."""
    tool, *rest = arguments
    done = subprocess.run(
        [TOOLS / tool, *rest],
        check=False,
        cwd=cwd,
        input=text,
        capture_output=True,
        text=True,
        env={"PATH": str(TOOLS), "PYTHONPATH": str(cwd), "COLUMNS": "200"},
    )
    return done.returncode, done.stdout + done.stderr


def test_every_import_contract_breaks_on_a_forbidden_import(tmp_path: Path) -> None:
    """One forbidden import per contract is planted in a copy; all the contracts are reported."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for source in (ROOT / "posapp").rglob("*.py"):
        copy = tmp_path / source.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, copy)
    for path, statement, _contract in BROKEN_IMPORTS:
        planted = tmp_path / "posapp" / path
        if not planted.parent.exists():
            planted.parent.mkdir()
            (planted.parent / "__init__.py").touch()
        with planted.open("a", encoding="utf-8") as file:
            file.write(f"\n{statement}\n")
    contracts = re.findall(
        r'^id = "(.+)"$', (tmp_path / "pyproject.toml").read_text(), re.MULTILINE
    )
    assert {contract for _path, _statement, contract in BROKEN_IMPORTS} == set(contracts)
    status, output = run_tool("lint-imports", "--no-logo", "--no-cache", cwd=tmp_path)
    assert status == 1
    assert f"Contracts: 0 kept, {len(contracts)} broken." in output


def test_ruff_reports_planted_faults() -> None:
    """A clock without a zone, a print, SQL by concatenation and others do not pass."""
    for code, text in BROKEN_STYLE.items():
        status, output = run_tool(
            "ruff",
            "check",
            "--output-format=concise",
            "--stdin-filename=posapp/planted.py",
            "-",
            text=text,
        )
        assert status == 1
        assert f" {code} " in output


def test_mypy_reports_planted_faults(tmp_path: Path) -> None:
    """An unannotated function, a wrong type and a bare ignore do not pass."""
    planted = tmp_path / "planted.py"
    planted.write_text("def f(x): return x\ny: int = 'a'\nz: int = 'a'  # type: ignore\n")
    status, output = run_tool(
        "mypy", "--config-file", ROOT / "pyproject.toml", "--cache-dir", tmp_path / "cache", planted
    )
    assert status == 1
    for code in ("no-untyped-def", "assignment", "ignore-without-code"):
        assert f"[{code}]" in output


def test_a_warning_fails_the_test_that_causes_it(tmp_path: Path) -> None:
    """Warnings, unknown marks and unexpected passes are failures, as the settings say."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "tests").mkdir()
    shutil.copy(ROOT / "tests" / "conftest.py", tmp_path / "tests")
    planted = tmp_path / "tests" / "test_planted.py"
    planted.write_text("import warnings\ndef test_planted():\n    warnings.warn('old')\n")
    status, output = run_tool(
        "pytest", "-p", "no:pytest-qt", "-p", "no:cacheprovider", cwd=tmp_path
    )
    assert status == 1
    assert "UserWarning: old" in output
    planted.write_text("import pytest\n@pytest.mark.planted\ndef test_planted(): ...\n")
    status, output = run_tool(
        "pytest", "-p", "no:pytest-qt", "-p", "no:cacheprovider", cwd=tmp_path
    )
    assert status == 2
    assert "'planted' not found in `markers`" in output
