"""A trading day of 390 minutes to try things on: much volume at the open and the close, little at noon."""

from __future__ import annotations

import math
from typing import Dict, List

import solvergrpc as sg

MINUTES = 390
SHARES = 100_000
DAILY_VOLUME = 5_000_000
PRICE = 50.0
HALF_SPREAD = 0.005


def volumes() -> List[float]:
    """Expected volume of each minute, U-shaped."""
    shape = [1 + 2.5 * abs(2 * i / (MINUTES - 1) - 1) ** 2.5 for i in range(MINUTES)]
    return [DAILY_VOLUME * s / sum(shape) for s in shape]


def parameters() -> Dict[str, List[float]]:
    """Slippage per share is ``PRICE * 0.4 % * (x / volume)^beta``, with a beta that drifts over the day."""
    beta = [0.55 + 0.05 * math.sin(2 * math.pi * i / MINUTES) for i in range(MINUTES)]
    alpha = [PRICE * 0.004 * v**-b for v, b in zip(volumes(), beta)]
    return {"alpha": alpha, "beta": beta}


def problem() -> sg.messages.Problem:
    """Buy ``SHARES`` at no more than a tenth of any minute's volume."""
    cost = sg.power_law(**parameters(), basis=sg.Basis.PER_SHARE, half_spread=HALF_SPREAD)
    return sg.buy(SHARES, cost, volume=volumes(), participation_rate=0.1)
