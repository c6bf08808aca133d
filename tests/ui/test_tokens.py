"""Every colour pair that carries meaning is readable, in every theme."""

import pytest

from posapp.ui.tokens import KEY_HEIGHT, KEY_WIDTH, PAIRS, PALETTES, TARGET, TYPE, Palette, Tone

themes = pytest.mark.parametrize("palette", PALETTES, ids=lambda palette: palette.name)


def luminance(color: str) -> float:
    """WCAG 2 relative luminance."""
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast ratio."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_ratio_is_the_known_one() -> None:
    """Black on white is 21 to 1, by definition."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@themes
def test_named_pairs_hold_their_contrast(palette: Palette) -> None:
    """Words hold 4.5, money and states 7, edges and focus 3."""
    faint = [
        (words, ground, round(contrast(getattr(palette, words), getattr(palette, ground)), 2))
        for words, ground, least in PAIRS
        if contrast(getattr(palette, words), getattr(palette, ground)) < least
    ]
    assert faint == []


@themes
@pytest.mark.parametrize("tone", list(Tone))
def test_states_hold_their_contrast_wherever_they_stand(palette: Palette, tone: Tone) -> None:
    """A state's word reads on its chip and on every card; its mark stands out from both grounds."""
    ink = palette.tones[tone]
    assert contrast(ink.fg, ink.bg) >= 7
    for ground in (palette.canvas, palette.surface, palette.selected):
        assert contrast(ink.fg, ground) >= 7
        assert contrast(ink.mark, ground) >= 3


def test_sizes_are_for_fingers_and_sixty_centimetres() -> None:
    """Targets of 48 px, keys of 72×64 and more, no type below 14 px."""
    assert TARGET >= 48
    assert KEY_WIDTH >= 72
    assert KEY_HEIGHT >= 64
    assert min(pixels for pixels, _ in TYPE.values()) >= 14
