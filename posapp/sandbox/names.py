"""People of the sandbox: common names, and names that break careless software."""

from __future__ import annotations

import unicodedata

_FIRST_NAMES = (
    "Abigail Adrian Alana Amara Anders Anika Arturo Beatriz Bennett Bianca Callum Camille "
    "Carmen Cedric Celeste Chloe Clara Damian Daphne Deepa Diego Eleanor Elias Elise Esteban "
    "Fiona Florian Gemma Graham Greta Hana Hector Ines Ingrid Isaac Ivy Jasper Joaquin Julian "
    "June Kaito Keiko Lars Leona Lucia Malik Marguerite Marisol Mateo Maya Miriam Naomi "
    "Nikhil Nora Olive Oscar Paloma Pascal Priya Quentin Rafael Renata Rohan Rosalie Ruben "
    "Sabine Samir Selma Simone Soren Tamsin Teresa Theo Tomas Uma Valentina Vikram Wesley "
    "Winona Xavier Yara Yusuf Zelda"
)
FIRST_NAMES = tuple(_FIRST_NAMES.split())

_LAST_NAMES = (
    "Abernathy Aguilar Alcott Andrade Ashworth Bancroft Barlow Becerra Bellweather Birch "
    "Blackwood Bouchard Brennan Calloway Cardenas Castellano Chandra Chaudhary Cho Clement "
    "Coppola Corrigan Dalgaard Delacroix Devereaux Donnelly Drummond Easton Eklund Ellsworth "
    "Escobar Fairbanks Ferreira Finch Fontaine Fujimoto Gallagher Garrity Ghosh Gonzaga "
    "Greenleaf Grimaldi Halvorsen Hargrove Hawthorne Hidalgo Holloway Ibarra Iyer Jorgensen "
    "Kaminski Kapoor Keating Kessler Lachance Langford Larsson Leclerc Lindqvist Lockhart "
    "Maddox Marchetti McAllister Mehta Mercado Montoya Nakamura Navarro Nguyen Novak Okafor "
    "Olmstead Ortega Pacheco Pemberton Petrov Quintero Ramaswamy Redmond Rinaldi Rosenthal "
    "Sandoval Santoro Sinclair Solberg Sorensen Takahashi Thibodeaux Tremblay Underhill "
    "Valdez Vance Vasquez Villanueva Wakefield Whitlock Winslow Yoon Zamora Zhang Zimmerman"
)
LAST_NAMES = tuple(_LAST_NAMES.split())

# Accents, right-to-left, emoji, mark-up, a formula, no Latin letter at all, and far too long.
HARD_NAMES = (
    ("José", "Núñez-Ibáñez"),
    ("Zoë", "Brontë"),
    ("ليلى", "حداد"),
    ("נועה", "לוי"),
    ("Sunny 🌻", "Park"),
    ("小明", "王"),
    ("<img src=x onerror=alert(1)>", "Mallory"),
    ("=1+1", "O'Brien-D’Angelo"),
    ("Maximiliane", "von und zu " + "Wolfeschlegelsteinhausenbergerdorff" * 4),
)

_AREA_CODES = ("415", "510", "650", "707", "916", "925")


def email_of(first_name: str, last_name: str, *, number: int) -> str:
    """An address nobody has, unique by `number`."""
    folded = unicodedata.normalize("NFKD", f"{first_name}.{last_name}").encode("ascii", "ignore")
    stem = "".join(
        letter for letter in folded.decode().lower() if letter.isalnum() or letter == "."
    )
    return f"{stem.strip('.')[:30].strip('.') or 'guest'}.{number}@example.com"


def phone_of(number: int) -> str:
    """A number of the range kept for fiction (555-01xx)."""
    area = _AREA_CODES[number // 100 % len(_AREA_CODES)]
    return f"{area}55501{number % 100:02d}"
