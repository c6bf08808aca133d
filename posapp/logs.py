"""The log: JSON lines in the store's folder, rotated, with guests' data and secrets taken out.

Redaction sits on the handler, so that libraries' own loggers pass it too.
"""

from __future__ import annotations

import json
import logging
import re
from logging.handlers import RotatingFileHandler
from pathlib import Path

from posapp.domain.card_numbers import mask_card_numbers

MAX_BYTES = 2_000_000
KEPT_FILES = 14

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_SECRET = re.compile(
    r"(?i)\b(authorization|x-tock-authorization|bearer|token|password|secret|api[_-]?key)"
    r"(\s*[:=]\s*|\s+)(bearer\s+)?[^\s,;\"']+"
)
_QUERY = re.compile(r"(https?://[^\s?\"']+)\?[^\s\"']*")
_PHONE = re.compile(r"(?<![\w-])\+?\d[\d ().-]{8,}\d(?![\w-])")


def redact(text: str) -> str:
    """The text without e-mail addresses, secrets, query strings, card and phone numbers."""
    text = _QUERY.sub(r"\1?…", text)
    text = _SECRET.sub(r"\1 …", text)
    text = _EMAIL.sub("…@…", text)
    text = mask_card_numbers(text)
    return _PHONE.sub("…", text)


class JsonLines(logging.Formatter):
    """One JSON object a line; locals are never part of a traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as a JSON line, redacted."""
        line = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "message": redact(record.getMessage()),
        }
        if record.exc_info:
            line["trace"] = redact(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


def start_logging(directory: Path) -> RotatingFileHandler:
    """Log to `directory`/posapp.log from now on; the caller closes the handler at the end."""
    directory.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(
        directory / "posapp.log", maxBytes=MAX_BYTES, backupCount=KEPT_FILES, encoding="utf-8"
    )
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    for chatty in ("httpx", "httpcore", "alembic"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    return handler


def stop_logging(handler: logging.Handler) -> None:
    """Detach and close what `start_logging` began."""
    logging.getLogger().removeHandler(handler)
    handler.close()
