"""Builds a ``Problem`` from numbers, lists and arrays."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any, Optional, Tuple, Union, cast

from solvergrpc import messages
from solvergrpc._columns import Column, fill


class OddLot(enum.IntEnum):
    """What happens to the part of the order that does not fill a lot."""

    REFUSE = messages.ODD_LOT_REFUSE
    BEST_PERIOD = messages.ODD_LOT_BEST_PERIOD
    """The period that makes the whole schedule cheapest carries it."""
    LAST_PERIOD = messages.ODD_LOT_LAST_PERIOD


def buy(quantity: Union[int, float], cost: messages.CostModel, **rest: Any) -> messages.Problem:
    """The problem of buying ``quantity`` shares; see :func:`order` for everything else that may be given."""
    return order(messages.SIDE_BUY, quantity, cost, **rest)


def sell(quantity: Union[int, float], cost: messages.CostModel, **rest: Any) -> messages.Problem:
    """The problem of selling ``quantity`` shares; see :func:`order` for everything else that may be given."""
    return order(messages.SIDE_SELL, quantity, cost, **rest)


def order(
    side: messages.Side,
    quantity: Union[int, float],
    cost: messages.CostModel,
    *,
    periods: Optional[int] = None,
    start: Optional[datetime] = None,
    duration_seconds: Optional[Column] = None,
    merge_count: int = 0,
    floor: Optional[Column] = None,
    cap: Optional[Column] = None,
    minimum_slice: Optional[Column] = None,
    participation_rate: Optional[Column] = None,
    volume: Optional[Column] = None,
    target: Optional[Column] = None,
    max_deviation: Optional[Column] = None,
    volatility: Optional[Column] = None,
    drift: Optional[Column] = None,
    permanent_impact: Optional[Column] = None,
    risk_aversion: Optional[float] = None,
    variance_limit: Optional[float] = None,
    value_at_risk_limit: Optional[Tuple[float, float]] = None,
    minimize_value_at_risk: Optional[float] = None,
    lot: Optional[int] = None,
    odd_lot: OddLot = OddLot.REFUSE,
    min_period_count: int = 0,
    max_period_share: float = 0.0,
    max_slippage_per_period: Optional[Column] = None,
    max_slippage: float = 0.0,
    quantum: float = 0.0,
    symbol: str = "",
) -> messages.Problem:
    """A parent order of ``quantity`` shares and what its schedule must respect.

    Arrays are one number for all periods or one per period. ``periods`` may be left out when some array is per
    period: the longest says how many there are.

    ``floor``, ``cap``, ``participation_rate`` of ``volume`` and ``target`` within ``max_deviation`` bound each period
    (shares), all together; ``minimum_slice`` means nothing or at least that much. ``volatility``, ``drift`` and
    ``permanent_impact`` are in currency per share; at most one of ``risk_aversion`` (1/currency), ``variance_limit``
    (currency^2), ``value_at_risk_limit`` as ``(limit, confidence)`` and ``minimize_value_at_risk`` (a confidence) says
    what they are worth. ``lot`` asks for whole lots of that many units; ``quantity`` is then a whole number of units of
    ``quantum`` shares (1 by default).

    Nothing is validated here: the service names every fault at once, see :class:`solvergrpc.InvalidProblem`.
    """
    problem = messages.Problem(side=side, cost=cost)
    if lot is None:
        problem.quantity = quantity
    else:
        if quantity != int(quantity):
            raise ValueError(f"whole lots need a whole number of units, not {quantity}")
        problem.quantity_units = int(quantity)
        problem.whole_lots.lot_units = lot
        problem.whole_lots.odd_lot = cast("messages.OddLot", int(odd_lot))
    if quantum or symbol:
        problem.instrument.quantum = quantum
        problem.instrument.symbol = symbol

    problem.grid.merge_count = merge_count
    fill(problem.grid, duration_seconds=duration_seconds)
    if start is not None:
        problem.grid.start.FromDatetime(start)
    fill(
        problem.bounds,
        min_quantity=floor,
        max_quantity=cap,
        minimum_slice=minimum_slice,
        participation_rate=participation_rate,
        volume=volume,
        target=target,
        max_deviation=max_deviation,
    )
    fill(problem.dynamics, volatility=volatility, drift=drift, permanent_impact=permanent_impact)
    _set_risk(problem.risk, risk_aversion, variance_limit, value_at_risk_limit, minimize_value_at_risk)
    if min_period_count or max_period_share:
        problem.concentration.min_period_count = min_period_count
        problem.concentration.max_period_share = max_period_share
    fill(problem.slippage_limits, per_period=max_slippage_per_period)
    if max_slippage:
        problem.slippage_limits.per_order = max_slippage
    problem.grid.period_count = _longest(problem) if periods is None else periods
    return problem


def _set_risk(
    risk: messages.Risk,
    aversion: Optional[float],
    variance_limit: Optional[float],
    value_at_risk_limit: Optional[Tuple[float, float]],
    minimize_value_at_risk: Optional[float],
) -> None:
    if sum(p is not None for p in (aversion, variance_limit, value_at_risk_limit, minimize_value_at_risk)) > 1:
        raise ValueError("give one of risk_aversion, variance_limit, value_at_risk_limit, minimize_value_at_risk")
    if aversion is not None:
        risk.risk_aversion = aversion
    elif variance_limit is not None:
        risk.variance_limit = variance_limit
    elif value_at_risk_limit is not None:
        (risk.value_at_risk_limit.limit, risk.value_at_risk_limit.confidence) = value_at_risk_limit
    elif minimize_value_at_risk is not None:
        risk.minimize_value_at_risk = minimize_value_at_risk


def _longest(problem: messages.Problem) -> int:
    arrays = [problem.cost.half_spread, problem.grid.duration_seconds, problem.slippage_limits.per_period]
    models = [model for field, model in problem.cost.ListFields() if field.containing_oneof is not None]
    for message in (*models, problem.bounds, problem.dynamics):
        arrays += [values for field, values in message.ListFields() if not field.name.startswith("level_")]
    if problem.cost.HasField("piecewise_linear"):
        arrays.append(problem.cost.piecewise_linear.level_count)
    return max(map(len, arrays))
