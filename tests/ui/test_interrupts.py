"""Ctrl-C and the end of a session close the program in order."""

from __future__ import annotations

import os
import signal
import threading

import pytest
from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtWidgets import QApplication

from posapp.ui.interrupts import Interrupts
from posapp.ui.start import run_loop

STOPS = [signal.SIGINT, signal.SIGTERM]


@pytest.mark.parametrize("number", STOPS)
def test_a_signal_ends_the_loop(qapp: QApplication, number: signal.Signals) -> None:
    """Also a loop in which nothing happens, and the command hears that it was stopped."""
    handler = signal.getsignal(number)
    teller = threading.Timer(0.05, os.kill, (os.getpid(), number))
    QTimer.singleShot(0, teller.start)
    with pytest.raises(KeyboardInterrupt):
        run_loop(qapp)
    teller.join()
    assert signal.getsignal(number) is handler


def test_a_signal_before_the_loop_is_not_lost(qapp: QApplication) -> None:
    """It ends the loop as soon as it begins."""
    with Interrupts(qapp.exit) as interrupts:
        signal.raise_signal(signal.SIGTERM)
        qapp.exec()
        with pytest.raises(KeyboardInterrupt):
            interrupts.heed()


def test_a_signal_inside_a_slot_is_heeded_between_two_steps(qapp: QApplication) -> None:
    """Qt would swallow an exception there; nothing is raised before somebody asks."""
    with Interrupts() as interrupts:
        interrupts.heed()
        QTimer.singleShot(0, lambda: signal.raise_signal(signal.SIGTERM))
        QCoreApplication.processEvents()
        with pytest.raises(KeyboardInterrupt):
            interrupts.heed()


def test_without_a_signal_the_loop_ends_as_ever(qapp: QApplication) -> None:
    """Its exit code is the command's."""
    QTimer.singleShot(0, lambda: qapp.exit(5))
    assert run_loop(qapp) == 5
