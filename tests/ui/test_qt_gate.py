"""A warning from Qt fails the test that causes it, like any other warning."""

import shutil
import subprocess
import sys
from pathlib import Path

from tests.architecture.tree import ROOT

PLANTED = """
from PySide6.QtWidgets import QLabel, QVBoxLayout

def test_planted(qtbot):
    label = QLabel()
    qtbot.addWidget(label)
    QVBoxLayout(label)
    QVBoxLayout(label)  # Qt warns that the label already has a layout
"""


def test_a_qt_warning_fails_its_test(tmp_path: Path) -> None:
    """The planted test asserts nothing and still fails, because of what Qt said."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "tests").mkdir()
    shutil.copy(ROOT / "tests" / "conftest.py", tmp_path / "tests")
    (tmp_path / "tests" / "test_planted.py").write_text(PLANTED)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider"],
        check=False,
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "which already has a layout" in done.stdout
