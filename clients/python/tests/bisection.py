"""The oracle: minimise sum f_i(x_i), f_i(x) = a x + b x^2 + c x^d, sum x = S, l <= x <= u, by bisection in pure Python."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Callable, List, Tuple


@dataclass
class Convex:
    """A convex separable problem, one entry of each list per period."""

    quantity: float
    a: List[float]
    b: List[float]
    c: List[float]
    d: List[float]
    floor: List[float] = field(default_factory=list)
    cap: List[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.floor = self.floor or [0.0] * len(self.a)
        self.cap = self.cap or [math.inf] * len(self.a)

    def cost(self, x: List[float]) -> float:
        """F(x)."""
        return math.fsum(
            a * y + b * y * y + (c * y**d if y else 0.0) for a, b, c, d, y in zip(self.a, self.b, self.c, self.d, x)
        )

    def marginal(self, i: int, x: float) -> float:
        """f_i'(x)."""
        power = self.c[i] * self.d[i] * x ** (self.d[i] - 1) if self.c[i] else 0.0
        return self.a[i] + 2 * self.b[i] * x + power

    def response(self, i: int, price: float) -> float:
        """The x at which f_i' reaches the price, within the bounds."""
        low, high = self.floor[i], min(self.cap[i], self.quantity)
        if self.marginal(i, low) >= price:
            return low
        if self.marginal(i, high) <= price:
            return high
        return bisect(lambda x: self.marginal(i, x) < price, low, high)


def bisect(is_below: Callable[[float], bool], low: float, high: float) -> float:
    """The point where ``is_below`` turns false, to the last bit."""
    while low < (middle := (low + high) / 2) < high:
        low, high = (middle, high) if is_below(middle) else (low, middle)
    return low


def solve(problem: Convex) -> Tuple[List[float], float]:
    """Schedule and multiplier. Costs must be strictly convex, the problem feasible."""
    periods = range(len(problem.a))
    low = min(problem.marginal(i, problem.floor[i]) for i in periods)
    high = max(problem.marginal(i, min(problem.cap[i], problem.quantity)) for i in periods)
    price = bisect(lambda p: math.fsum(problem.response(i, p) for i in periods) < problem.quantity, low, high)
    return [problem.response(i, price) for i in periods], price


def walk_book(levels: List[List[Tuple[float, float]]], quantity: float) -> float:
    """The least cost of buying from all books together: the cheapest level first."""
    cost, left = 0.0, quantity
    for price, size in sorted((price, size) for period in levels for size, price in period):
        take = min(size, left)
        cost, left = cost + take * price, left - take
    return cost
