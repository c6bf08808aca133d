"""The machine is in the way: locks, rights, space and places; each has its own page."""

import errno
import os
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pysqlite3
import pytest

from posapp.store.driver import connect_writer
from posapp.store.opening import Surroundings
from posapp.store.places import nearest_mount
from posapp.store.reads.fast import open_reads
from tests.store.conftest import Bench, content_of, decode, fill, refusal_of

_ROOT = Path(__file__).parents[2]


def test_a_store_locked_by_another_program_is_told(bench: Bench) -> None:
    """A backup program that holds it; free again, it opens."""
    fill(bench)
    with closing(connect_writer(bench.files.database)) as other:
        other.execute("BEGIN IMMEDIATE")
        refusal = refusal_of(bench, surroundings=Surroundings(busy_ms=20))
        assert refusal.code == "locked"
    bench.open()


def test_a_store_locked_for_reading_too_is_told(bench: Bench) -> None:
    """An exclusive lock, as of a program that repairs the file."""
    fill(bench)
    with closing(pysqlite3.connect(str(bench.files.database), isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode=DELETE")
        other.execute("BEGIN EXCLUSIVE")
        refusal = refusal_of(bench, surroundings=Surroundings(busy_ms=20))
        assert refusal.code == "locked"


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.EROFS, "read_only"),
        (errno.EACCES, "read_only"),
        (errno.EPERM, "read_only"),
        (errno.ENOSPC, "disk_full"),
        (errno.EDQUOT, "disk_full"),
        (errno.EIO, "cannot_open"),
    ],
)
def test_a_folder_that_cannot_be_written_is_told(bench: Bench, number: int, code: str) -> None:
    """Found by writing a probe before the store is touched; the board can still be read."""
    fill(bench)
    before = content_of(bench)

    def refuse(_directory: Path) -> None:
        raise OSError(number, os.strerror(number))

    refusal = refusal_of(bench, surroundings=Surroundings(probe_write=refuse))
    assert (refusal.code, content_of(bench)) == (code, before)
    reads = open_reads(bench.directory, decode=decode, clock=bench.clock)
    assert reads.search("rivera", limit=1)
    reads.close()


_AS_NOBODY = """
import os, sys
from contextlib import ExitStack
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from posapp.ports.failures import StoreTrouble
from posapp.store.reads.fast import open_reads
from tests.store.conftest import Bench, decode
if os.getuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
for folder in sys.argv[2:]:
    with ExitStack() as stack:
        bench = Bench(Path(folder), stack)
        try:
            bench.open()
        except StoreTrouble as trouble:
            print(trouble.code)
        reads = open_reads(bench.directory, decode=decode, clock=bench.clock)
        print(len(reads.search("rivera", limit=5)))
        reads.close()
"""


@pytest.mark.heavy
def test_a_real_read_only_store_shows_its_board_and_takes_nothing(bench: Bench) -> None:
    """As an ordinary user in front of a folder, then of a file, without the right to write."""
    fill(bench)
    with TemporaryDirectory() as public:
        Path(public).chmod(0o755)
        folder, file = Path(public) / "folder", Path(public) / "file"
        for directory in (folder, file):
            shutil.copytree(bench.directory, directory)
            for path in [directory, *directory.rglob("*")]:
                path.chmod(0o777 if path.is_dir() else 0o666)
        folder.chmod(0o555)
        (file / "store.db").chmod(0o444)
        done = subprocess.run(
            [sys.executable, "-c", _AS_NOBODY, str(_ROOT), str(folder), str(file)],
            capture_output=True,
            text=True,
            check=False,
            cwd=_ROOT,
        )
    assert done.stdout.split() == ["read_only", "5", "read_only", "5"], done.stderr


def test_a_first_start_on_a_full_disk_leaves_nothing_half_made(
    empty_bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page says so, and the next start begins anew."""

    def full(_path: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("posapp.store.files.sync_file", full)
        assert refusal_of(empty_bench).code == "disk_full"
    assert not empty_bench.files.database.exists()
    empty_bench.open()


@pytest.mark.parametrize(
    "place",
    [
        "\\\\server\\share\\posapp",
        "//server/share/posapp",
        "/srv/data/OneDrive/posapp",
        "/srv/data/OneDrive - Winery/posapp",
        "/srv/mac/Library/Mobile Documents/posapp",
        "/srv/mac/Library/CloudStorage/GoogleDrive-ana/posapp",
        "/srv/data/Dropbox (Personal)/posapp",
        "/srv/data/Google Drive/posapp",
        "/srv/data/Nextcloud/posapp",
    ],
)
def test_a_shared_or_synchronised_folder_is_refused(bench: Bench, place: str) -> None:
    """Nothing is written there, not even a folder."""
    other = Bench(Path(place), bench._stack)
    assert refusal_of(other).code == "bad_place"
    assert not Path(place).exists()


@pytest.mark.parametrize("kind", ["nfs", "nfs4", "cifs", "smb3", "fuse.sshfs", "remote"])
def test_a_network_drive_is_refused(bench: Bench, kind: str) -> None:
    """However it is mounted."""
    refusal = refusal_of(bench, surroundings=Surroundings(file_system_of=lambda _: kind))
    assert refusal.code == "bad_place"
    assert kind in refusal.cause


def test_an_ordinary_drive_is_found_by_its_mount() -> None:
    """The nearest mount decides, also one with a space in its name."""
    mounts = (
        "/dev/a / ext4 rw 0 0\nserver:/x /mnt/our\\040share nfs4 rw 0 0\ntmpfs /mnt tmpfs rw 0 0\n"
    )
    assert nearest_mount(Path("/mnt/our share/store"), mounts=mounts) == "nfs4"
    assert nearest_mount(Path("/mnt/ours"), mounts=mounts) == "tmpfs"
    assert nearest_mount(Path("/srv/data"), mounts=mounts) == "ext4"
