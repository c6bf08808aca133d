"""Where a store must not live: network drives and folders that a cloud program copies.

WAL needs shared memory, locks are often pretended there, and a half-copied file is a damaged one.
"""

from __future__ import annotations

import ctypes
import re
import sys
from pathlib import Path

from posapp.store.trouble import TroubleCode, trouble

_SYNCHRONISED = re.compile(
    r"onedrive( ?-.*)?|dropbox( \(.*\))?|google ?drive(-.*)?|my drive|icloud ?drive"
    r"|mobile documents|cloudstorage|pcloud ?drive|nextcloud|owncloud|box sync",
    re.IGNORECASE,
)
_NETWORK = re.compile(
    r"(fuse\.)?(afp|davfs|rclone|ssh|smb|webdav).*|afs|ceph|cifs|glusterfs|lustre|ncpfs|nfs4?|remote"
)
_REMOTE_DRIVE = 4


def require_good_place(directory: Path, *, file_system: str) -> None:
    """Raise StoreTrouble when `directory` is on a share or in a synchronised folder."""
    text = str(directory)
    if text.startswith(("\\\\", "//")):
        raise trouble(TroubleCode.BAD_PLACE, detail="a network path")
    for part in directory.parts:
        if _SYNCHRONISED.fullmatch(part):
            raise trouble(TroubleCode.BAD_PLACE, detail=f"the folder “{part}”")
    if _NETWORK.fullmatch(file_system.lower()):
        raise trouble(TroubleCode.BAD_PLACE, detail=f"a {file_system} drive")


def file_system_of(directory: Path) -> str:
    """The kind of file system `directory` is on, "" when this machine does not say."""
    if sys.platform == "win32":
        kind = ctypes.windll.kernel32.GetDriveTypeW(f"{directory.resolve().drive}\\")
        return "remote" if kind == _REMOTE_DRIVE else ""
    try:
        mounts = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return nearest_mount(directory.resolve(), mounts=mounts)


def nearest_mount(directory: Path, *, mounts: str) -> str:
    """The type of the mount that holds `directory`, in the words of /proc/self/mounts."""
    found = ("", "")
    for line in mounts.splitlines():
        _, point, kind, *_ = line.split(" ")
        point = point.replace("\\040", " ")
        if directory.is_relative_to(point) and len(point) >= len(found[0]):
            found = (point, kind)
    return found[1]
