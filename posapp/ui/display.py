"""Can a window be shown here? Asked before Qt is loaded, which ends the program when it cannot.

Qt calls abort() for a missing library as well as for a display that does not answer.
"""

from __future__ import annotations

import ctypes
import importlib.util
import sys
from collections.abc import Mapping
from pathlib import Path

_UNSEEN = ("offscreen", "minimal", "vnc")
_PLUGINS = ("Qt/plugins/platforms", "plugins/platforms")


def why_no_window(environment: Mapping[str, str]) -> str:
    """A sentence why no window can be shown, "" when one can."""
    chosen = environment.get("QT_QPA_PLATFORM", "")
    if chosen.startswith(_UNSEEN):
        return f"QT_QPA_PLATFORM={chosen} shows no window."
    if not sys.platform.startswith("linux"):
        return ""
    reasons = []
    if not chosen.startswith("xcb") and (name := environment.get("WAYLAND_DISPLAY")):
        reasons.append(_why_not_wayland(name, folder=environment.get("XDG_RUNTIME_DIR", "")))
    if not chosen.startswith("wayland") and (name := environment.get("DISPLAY")):
        reasons.append(_why_not_x11(name))
    if not reasons:
        return "There is no display here."
    return "" if "" in reasons else reasons[-1]


def _why_not_x11(name: str) -> str:
    if missing := _missing_library("libqxcb.so"):
        return missing
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(name.encode(), None))
    try:
        is_refused = xcb.xcb_connection_has_error(connection) != 0
    finally:
        xcb.xcb_disconnect(connection)
    return f"The display {name} does not answer." if is_refused else ""


def _why_not_wayland(name: str, *, folder: str) -> str:
    if not Path(folder, name).is_socket():  # the library would complain on stderr by itself
        return f"The display {name} does not answer."
    if missing := _missing_library("libqwayland.so"):
        return missing
    wayland = ctypes.CDLL("libwayland-client.so.0")
    wayland.wl_display_connect.restype = ctypes.c_void_p
    address: int | None = wayland.wl_display_connect(name.encode())
    if address is None:
        return f"The display {name} does not answer."
    wayland.wl_display_disconnect(ctypes.c_void_p(address))
    return ""


def _missing_library(plugin: str) -> str:
    """What the loader says about Qt's plugin for this kind of display, "" when it loads."""
    path = _plugin(plugin)
    if path is None:
        return f"Qt's {plugin} is missing."
    try:
        ctypes.CDLL(str(path))
    except OSError as error:
        return f"A system library is missing: {error}."
    return ""


def _plugin(name: str) -> Path | None:
    spec = importlib.util.find_spec("PySide6")
    places = spec.submodule_search_locations if spec else None
    for place in places or ():
        for folder in _PLUGINS:
            path = Path(place, folder, name)
            if path.exists():
                return path
    return None
