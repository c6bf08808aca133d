"""What the window may do with files of customers and orders; it takes a manager."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from posapp.ports.csv_files import FileColumn, FileJob, FileKind, FileReport, FileWish, WrittenFile


class FileCommands(Protocol):
    """The verbs of eCELLAR's files. A DomainError names "file", or the day that cannot be right.

    One job at a time: another is refused while it runs.
    """

    def why_no_customers(self) -> str:
        """Why no customers are taken in, as a sentence that says what to do; "" when they are."""
        ...

    def columns(self, kind: FileKind) -> Sequence[FileColumn]:
        """The columns of a kind of file, with what they mean."""
        ...

    def look(self, path: str) -> FileJob[FileReport]:
        """Count what a file would bring; nothing is stored."""
        ...

    def take(self, path: str) -> FileJob[FileReport]:
        """Take a file in, page by page; the same file again changes nothing."""
        ...

    def write(self, path: str, wish: FileWish, *, replaces: bool) -> FileJob[WrittenFile]:
        """Write a file; one of that name is replaced once the new one is whole, or refused."""
        ...
