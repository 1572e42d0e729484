"""Telling how far a measurement is, without anything in the notebook: data of a type of our own."""

from __future__ import annotations

from typing import Any, Optional

from .clock import clock_or_replaced

PROGRESS_TYPE = "application/vnd.jupyterlab-hybridize.progress+json"
#: Seconds between two messages.
INTERVAL = 0.4
_clock = clock_or_replaced()


class Progress:
    """The messages of one measurement."""

    def __init__(self, identifier: Any) -> None:
        self._identifier = identifier
        self._last = float("-inf")

    def tell(self, phase: str, fraction: Optional[float] = None) -> None:
        """Says phase and fraction; within a phase not more often than the interval allows."""
        now = _clock()
        if fraction is not None and now - self._last < INTERVAL:
            return
        self._last = now
        try:
            from IPython.display import display

            display({PROGRESS_TYPE: {"id": self._identifier, "phase": phase, "fraction": fraction}}, raw=True)
        except Exception:
            return
