"""What a child order of ``x`` shares costs in each period.

``basis`` says what a curve ``g(x)`` means and has no default: slippage per share (``Basis.PER_SHARE``, the cost is
``x g(x)``) or the cost itself (``Basis.TOTAL_COST``). Every other argument is one number for all periods or one per
period. ``half_spread`` (currency per share) is paid on every share whatever the basis.
"""

from __future__ import annotations

import enum
from typing import Iterable, Optional, Sequence, Tuple, cast

from solvergrpc import messages
from solvergrpc._columns import Column, fill


class Basis(enum.IntEnum):
    """What a cost curve ``g(x)`` means."""

    PER_SHARE = messages.IMPACT_BASIS_PER_SHARE
    """Slippage in currency per share: a child order of ``x`` shares costs ``x g(x)``."""
    TOTAL_COST = messages.IMPACT_BASIS_TOTAL_COST
    """The cost of the child order in currency."""


def power_law(
    alpha: Column, beta: Column, *, basis: Basis, sigma: Optional[Column] = None, half_spread: Optional[Column] = None
) -> messages.CostModel:
    """``g(x) = alpha sigma x^beta``, with ``alpha, sigma >= 0`` and an exponent ``beta > 0`` of its own for each period."""
    cost = _model(basis, half_spread)
    fill(cost.power_law, alpha=alpha, beta=beta, sigma=sigma)
    return cost


def quadratic(
    alpha: Optional[Column] = None, beta: Optional[Column] = None, *, basis: Basis, half_spread: Optional[Column] = None
) -> messages.CostModel:
    """``g(x) = alpha x + beta x^2``, both ``>= 0``."""
    cost = _model(basis, half_spread)
    cost.quadratic.SetInParent()
    fill(cost.quadratic, alpha=alpha, beta=beta)
    return cost


def linear(
    alpha: Column,
    *,
    basis: Basis,
    beta: Optional[Column] = None,
    volatility: Optional[Column] = None,
    liquidity: Optional[Column] = None,
    price: Optional[Column] = None,
    half_spread: Optional[Column] = None,
) -> messages.CostModel:
    """``g(x) = alpha (1 + beta volatility) liquidity x``; ``price x`` is added to the cost whatever the basis."""
    cost = _model(basis, half_spread)
    fill(cost.linear, alpha=alpha, beta=beta, volatility=volatility, liquidity=liquidity, price=price)
    return cost


def composite(
    *,
    basis: Basis,
    a: Optional[Column] = None,
    b: Optional[Column] = None,
    c: Optional[Column] = None,
    d: Optional[Column] = None,
    half_spread: Optional[Column] = None,
) -> messages.CostModel:
    """``g(x) = a x + b x^2 + c x^d``; ``a`` of any sign, ``b, c >= 0``, ``d > 0`` needed where ``c`` is given."""
    cost = _model(basis, half_spread)
    cost.composite.SetInParent()
    fill(cost.composite, a=a, b=b, c=c, d=d)
    return cost


def book(levels: Sequence[Iterable[Tuple[float, float]]], *, half_spread: Optional[Column] = None) -> messages.CostModel:
    """The cost of walking the order book.

    ``levels`` holds for each period ``(size in shares, price concession in currency per share)`` from the best level
    on. The depth of a period is a cap; a last size of ``inf`` means that it has none.
    """
    cost = _model(Basis.TOTAL_COST, half_spread)
    for period in levels:
        before = len(cost.piecewise_linear.level_size)
        for size, price in period:
            cost.piecewise_linear.level_size.append(size)
            cost.piecewise_linear.level_price.append(price)
        cost.piecewise_linear.level_count.append(len(cost.piecewise_linear.level_size) - before)
    return cost


def _model(basis: Basis, half_spread: Optional[Column]) -> messages.CostModel:
    return fill(messages.CostModel(basis=cast("messages.ImpactBasis", int(basis))), half_spread=half_spread)
