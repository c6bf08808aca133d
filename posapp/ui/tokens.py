"""Every colour, size and type step of the window, without Qt so that contrast is testable anywhere.

Text on these grounds holds 4.5:1, money and states 7:1, edges and focus 3:1: `PAIRS` says which.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

GRID = 8
TARGET = 48
PRIMARY_HEIGHT = 64
KEY_WIDTH, KEY_HEIGHT = 96, 72
TILE_WIDTH, TILE_HEIGHT = 152, 96
ROW_HEIGHT = 64
HEADER_HEIGHT = 64
RAIL_WIDTH, RAIL_WIDE = 88, 208
PANEL_NARROW, PANEL_WIDTH, PANEL_WIDE = 360, 440, 520
NARROW_BELOW, WIDE_FROM = 1160, 1600
"""Window widths: below the first all is tighter, from the second on nothing slides over."""
RADIUS, RADIUS_SMALL = 12, 8
RING = 3

FAMILY = "Inter"


class Type(StrEnum):
    """A step of the type scale; `TYPE` gives pixels and weight."""

    SMALL = "small"
    SMALL_STRONG = "small_strong"
    BODY = "body"
    STRONG = "strong"
    LIST = "list"
    SECTION = "section"
    AMOUNT = "amount"
    AMOUNT_LARGE = "amount_large"
    TITLE = "title"
    KEY = "key"
    MONEY = "money"
    CLOCK = "clock"
    CHANGE = "change"


TYPE: dict[Type, tuple[int, int]] = {
    Type.SMALL: (14, 400),
    Type.SMALL_STRONG: (14, 600),
    Type.BODY: (16, 400),
    Type.STRONG: (16, 600),
    Type.LIST: (18, 600),
    Type.SECTION: (20, 600),
    Type.AMOUNT: (16, 600),
    Type.AMOUNT_LARGE: (20, 600),
    Type.TITLE: (24, 700),
    Type.KEY: (26, 500),
    Type.MONEY: (40, 700),
    Type.CLOCK: (56, 600),
    Type.CHANGE: (64, 700),
}

TABULAR = frozenset({Type.AMOUNT, Type.AMOUNT_LARGE, Type.KEY, Type.MONEY, Type.CLOCK, Type.CHANGE})
"""Steps with figures of equal width, so that money columns stand still; words would look gappy."""


class Tone(StrEnum):
    """What a state means at a glance; always drawn together with an icon and a word."""

    NEUTRAL = "neutral"
    LATE = "late"
    ARRIVED = "arrived"
    SEATED = "seated"
    DANGER = "danger"
    CLUB = "club"


@dataclass(frozen=True, slots=True)
class Ink:
    """A tone's colours: words (`fg`) on their ground (`bg`); `mark` for dots, bars and edges."""

    fg: str
    bg: str
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """One theme. Grounds first, then what is written and drawn on them."""

    name: str
    canvas: str
    surface: str
    sunken: str
    hover: str
    pressed: str
    selected: str
    line: str
    border: str
    text: str
    muted: str
    accent: str
    accent_hover: str
    on_accent: str
    accent_soft: str
    on_accent_soft: str
    focus: str
    rail: str
    rail_on: str
    rail_text: str
    rail_muted: str
    banner: str
    on_banner: str
    snack: str
    on_snack: str
    snack_action: str
    tones: dict[Tone, Ink]


LIGHT = Palette(
    name="light",
    canvas="#f6f2ee",
    surface="#ffffff",
    sunken="#ece6df",
    hover="#f3eee8",
    pressed="#e2d9d0",
    selected="#f8e6ef",
    line="#e4dcd4",
    border="#857a71",
    text="#1f1917",
    muted="#5a5049",
    accent="#7a1f4b",
    accent_hover="#68183f",
    on_accent="#ffffff",
    accent_soft="#f5e0ea",
    on_accent_soft="#6a1640",
    focus="#1a56db",
    rail="#2b1420",
    rail_on="#5c2442",
    rail_text="#ffffff",
    rail_muted="#d9c3ce",
    banner="#ffe3ad",
    on_banner="#4a2c00",
    snack="#2a2023",
    on_snack="#ffffff",
    snack_action="#ffc2dc",
    tones={
        Tone.NEUTRAL: Ink("#403833", "#ece6df", "#857a71"),
        Tone.LATE: Ink("#663a00", "#ffe7bd", "#b26a00"),
        Tone.ARRIVED: Ink("#0b3d7e", "#dceaff", "#1f6fd6"),
        Tone.SEATED: Ink("#0d4a29", "#d6f1df", "#1b7f46"),
        Tone.DANGER: Ink("#841010", "#ffe1dd", "#c62828"),
        Tone.CLUB: Ink("#6a1640", "#f7e0ec", "#9c2f66"),
    },
)

DARK = Palette(
    name="dark",
    canvas="#151114",
    surface="#211b1f",
    sunken="#302830",
    hover="#2a2328",
    pressed="#3c323a",
    selected="#40212f",
    line="#352c33",
    border="#8f828a",
    text="#f5eff2",
    muted="#c3b7bd",
    accent="#eb9cc0",
    accent_hover="#f4b3cf",
    on_accent="#330a1e",
    accent_soft="#4a2136",
    on_accent_soft="#ffd6e7",
    focus="#8ab4ff",
    rail="#0d0a0c",
    rail_on="#4a2136",
    rail_text="#ffffff",
    rail_muted="#c9b5bf",
    banner="#4d3508",
    on_banner="#ffe2ac",
    snack="#f2eaee",
    on_snack="#211b1f",
    snack_action="#7a1f4b",
    tones={
        Tone.NEUTRAL: Ink("#ebe2e6", "#352c33", "#a3969e"),
        Tone.LATE: Ink("#ffd791", "#463008", "#e0a030"),
        Tone.ARRIVED: Ink("#bbd8ff", "#12305a", "#6ea8fe"),
        Tone.SEATED: Ink("#aeeec6", "#0f3a23", "#4cc380"),
        Tone.DANGER: Ink("#ffcbc4", "#561512", "#ff7b6e"),
        Tone.CLUB: Ink("#ffd1e5", "#4c1f37", "#eb9cc0"),
    },
)

CONTRAST = Palette(
    name="contrast",
    canvas="#000000",
    surface="#000000",
    sunken="#1a1a1a",
    hover="#262626",
    pressed="#404040",
    selected="#00284d",
    line="#ffffff",
    border="#ffffff",
    text="#ffffff",
    muted="#ffffff",
    accent="#ffe100",
    accent_hover="#fff27a",
    on_accent="#000000",
    accent_soft="#333000",
    on_accent_soft="#ffe100",
    focus="#00e5ff",
    rail="#000000",
    rail_on="#333000",
    rail_text="#ffe100",
    rail_muted="#ffffff",
    banner="#ffe100",
    on_banner="#000000",
    snack="#ffffff",
    on_snack="#000000",
    snack_action="#00006b",
    tones={
        Tone.NEUTRAL: Ink("#ffffff", "#1a1a1a", "#ffffff"),
        Tone.LATE: Ink("#ffc933", "#1a1200", "#ffc933"),
        Tone.ARRIVED: Ink("#7cc4ff", "#001a33", "#7cc4ff"),
        Tone.SEATED: Ink("#5cff9d", "#00260f", "#5cff9d"),
        Tone.DANGER: Ink("#ff9d94", "#2b0000", "#ff9d94"),
        Tone.CLUB: Ink("#ffb0d6", "#2b0018", "#ffb0d6"),
    },
)

PALETTES = (LIGHT, DARK, CONTRAST)


def is_wide(screen_width: int) -> bool:
    """True where a screen (the window less its rail) has room for a panel that never hides."""
    return screen_width >= WIDE_FROM - RAIL_WIDE


def panel_width(screen_width: int) -> int:
    """How wide the right-hand panel of a screen is."""
    if screen_width < NARROW_BELOW - RAIL_WIDTH:
        return PANEL_NARROW
    return PANEL_WIDE if is_wide(screen_width) else PANEL_WIDTH


_GROUNDS = ("canvas", "surface", "hover", "selected", "sunken")
_TEXT, _STATUS, _EDGE = 4.5, 7.0, 3.0

PAIRS: tuple[tuple[str, str, float], ...] = (
    *(("text", ground, _STATUS) for ground in _GROUNDS),
    *(("muted", ground, _TEXT) for ground in _GROUNDS),
    *(("focus", ground, _EDGE) for ground in ("canvas", "surface", "selected", "sunken")),
    *(("border", ground, _EDGE) for ground in ("canvas", "surface")),
    ("text", "pressed", _TEXT),
    ("on_accent", "accent", _STATUS),
    ("on_accent", "accent_hover", _STATUS),
    ("on_accent_soft", "accent_soft", _STATUS),
    ("accent", "surface", _TEXT),
    ("accent", "canvas", _TEXT),
    ("accent", "selected", _TEXT),
    ("rail_text", "rail", _STATUS),
    ("rail_text", "rail_on", _STATUS),
    ("rail_muted", "rail", _STATUS),
    ("on_banner", "banner", _STATUS),
    ("on_snack", "snack", _STATUS),
    ("snack_action", "snack", _STATUS),
)
"""(words, ground, least contrast) by field name; each tone adds its own three pairs in the test."""
