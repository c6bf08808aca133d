"""The project's files as the gates see them."""

import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]


def python_sources(root: Path = ROOT) -> list[tuple[str, str]]:
    """Path and text of every Python file of posapp and its tests, committed or not yet."""
    files = sorted(file for top in ("posapp", "tests") for file in (root / top).rglob("*.py"))
    return [(file.relative_to(root).as_posix(), file.read_text("utf-8")) for file in files]


def tracked_paths() -> list[str]:
    """Every file of the project, also where git or its folder is missing."""
    if shutil.which("git") and (ROOT / ".git").exists():
        # The checkout may belong to another user than the one who runs the tests.
        listing = subprocess.run(
            ["git", "-c", "safe.directory=*", "ls-files", "-z"],
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        return [path for path in listing.split("\0") if path and (ROOT / path).is_file()]
    ignored = {line.strip("/") for line in (ROOT / ".gitignore").read_text("utf-8").splitlines()}
    found = []
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in ignored | {".git"}]
        found += [(Path(folder) / name).relative_to(ROOT).as_posix() for name in files]
    return [path for path in found if path not in ignored]
