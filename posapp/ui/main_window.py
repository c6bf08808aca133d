"""Makes the window from the ports it needs. With `commands` absent it paints and waits for them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication

from posapp.domain.brand import BrandName
from posapp.ports.clock import Clock
from posapp.ports.reads import Reads
from posapp.ui.bridge import Bridge
from posapp.ui.commands import Commands
from posapp.ui.desk import Desk
from posapp.ui.format import Words
from posapp.ui.shell.window import MainWindow
from posapp.ui.spec import discover
from posapp.ui.theme import apply_theme, palette_named, preferred_palette


def open_in_browser(link: str) -> bool:
    """Hand a checked address to the operating system; False when there is no browser."""
    return QDesktopServices.openUrl(QUrl(link, QUrl.ParsingMode.StrictMode))


def dress(app: QApplication, *, theme_name: str = "") -> None:
    """Fonts, colours and style; "" follows the operating system.

    There are no double clicks: Qt keeps the second of two quick taps, even on two products, from
    whatever a finger can scroll.
    """
    app.setDoubleClickInterval(0)
    apply_theme(app, palette_named(theme_name) if theme_name else preferred_palette())


def build_window(
    *,
    reads: Reads,
    bridge: Bridge,
    clock: Clock,
    today: Callable[[], date],
    zone: str,
    currency: str,
    commands: Commands | None = None,
    open_url: Callable[[str], bool] = open_in_browser,
    site_name: str = "",
    brands: tuple[BrandName, ...] = (),
    locale: str = "en_US",
    is_demo: bool = False,
    rest_ms: int = 1_000,
    idle_lock_s: int = 0,
) -> MainWindow:
    """The whole window, locked. `zone` and `currency` are the business's; `dress` the app first."""
    desk = Desk(
        reads=reads,
        clock=clock,
        today=today,
        words=Words(zone, currency, locale),
        open_url=open_url,
        site_name=site_name,
        brands=brands,
        is_demo=is_demo,
        rest_ms=rest_ms,
        idle_lock_s=idle_lock_s,
        commands=commands,
    )
    return MainWindow(desk, specs=discover(), bridge=bridge)
