"""The bell of the worker: whoever writes work rings it; without one the worker looks for itself every minute."""

from __future__ import annotations

from collections.abc import Callable

_bell: list[Callable[[], None]] = []


def use(bell: Callable[[], None]) -> None:
    """Hang up the bell of this process."""
    _bell[:] = [bell]


def ring() -> None:
    """Tell the worker that there is something to do; call it after the transaction."""
    for bell in _bell:
        bell()
