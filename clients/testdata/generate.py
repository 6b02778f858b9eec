"""Writes the vectors: problems and what the service answers. Run by scripts/vectors.sh.

Each vector is two files in protobuf's JSON: ``NAME.request.json``, a ``solver.v1.SolveRequest``, and
``NAME.response.json``, the ``solver.v1.SolveManyResponse`` with its answer or error. The tests of the Python client hold
every optimum against dynamic programming; the tests of all clients hold themselves against the vectors.
"""

from __future__ import annotations

import math
import random
import sys
from datetime import datetime, timezone
from pathlib import Path
from typing import Callable, Dict, List

from google.protobuf import json_format

import solvergrpc as sg
from solvergrpc.samples import day

M = sg.messages
SEED = 20260105
FIELDS = ["schedule", "lambda", "expected_cost", "variance", "certificate"]


def vectors() -> Dict[str, M.Problem]:
    """Every class of problem once, small enough to read."""
    r = random.Random(SEED)

    def column(low: float, high: float, count: int = 12) -> List[float]:
        return [round(r.uniform(low, high), 4) for _ in range(count)]

    per_share, total = sg.Basis.PER_SHARE, sg.Basis.TOTAL_COST
    return {
        "day": day.problem(),
        "power-law": sg.buy(5_000, sg.power_law(column(0.01, 0.1), column(0.3, 1.2), basis=per_share, half_spread=0.005)),
        "bounds": sg.sell(
            5_000,
            sg.power_law(column(0.01, 0.1), 1.6, sigma=column(0.5, 2), basis=total),
            floor=column(0, 300),
            cap=column(450, 900),
        ),
        "quadratic": sg.buy(800, sg.quadratic(column(0.5, 3), column(0.001, 0.01), basis=total)),
        "linear": sg.buy(
            2_000,
            sg.linear(column(1e-4, 1e-3), beta=0.5, volatility=column(0.5, 2), price=column(-0.05, 0.05), basis=per_share),
        ),
        "composite": sg.buy(
            3_000,
            sg.composite(a=column(-0.02, 0.05), b=column(1e-5, 1e-3), c=column(1e-3, 1e-2), d=column(1.2, 2.5), basis=total),
        ),
        "book": sg.buy(1_500, sg.book([[(100, 0.01), (150, 0.02 + i / 1000), (math.inf, 0.05 + i / 500)] for i in range(8)])),
        "risk": sg.buy(
            1_000,
            sg.quadratic(beta=column(0.001, 0.01), basis=total),
            volatility=column(0.01, 0.05),
            drift=column(-0.01, 0.01),
            risk_aversion=0.01,
        ),
        "lots": sg.buy(4_000, sg.power_law(column(0.01, 0.1), column(1.2, 2), basis=total), lot=100),
        "odd-lot": sg.buy(
            2_050, sg.quadratic(column(0.01, 0.1), column(1e-4, 1e-3), basis=total), lot=100, odd_lot=sg.OddLot.BEST_PERIOD
        ),
        "concave": sg.buy(3_000, sg.power_law(column(0.5, 2), column(0.5, 0.9), basis=total), cap=column(300, 600), lot=10),
        "minimum-slice": sg.buy(900, sg.power_law(column(0.01, 0.1), 1.5, basis=total), minimum_slice=150, lot=10),
        "variance-limit": sg.buy(
            1_000, sg.quadratic(beta=column(0.001, 0.01), basis=total), volatility=column(0.01, 0.05), variance_limit=900
        ),
        "value-at-risk": sg.buy(
            1_000,
            sg.quadratic(beta=column(0.001, 0.01), basis=total),
            volatility=column(0.05, 0.2),
            minimize_value_at_risk=0.95,
        ),
        "value-at-risk-limit": sg.sell(
            1_000,
            sg.quadratic(beta=column(0.001, 0.01), basis=total),
            volatility=column(0.05, 0.2),
            value_at_risk_limit=(840, 0.95),
        ),
        "permanent-impact": sg.buy(
            1_000,
            sg.quadratic(beta=column(0.001, 0.01), basis=total),
            permanent_impact=column(1e-5, 1e-4),
            volatility=column(0.01, 0.05),
            risk_aversion=0.01,
        ),
        "slippage-of-the-order": sg.buy(
            1_000,
            sg.quadratic(beta=column(0.001, 0.01), basis=total),
            volatility=column(0.01, 0.05),
            risk_aversion=0.1,
            max_slippage=0.4,
        ),
        "slippage-of-a-period": sg.buy(
            1_000,
            sg.power_law(column(0.01, 0.1), column(0.3, 1.2), basis=per_share),
            max_slippage_per_period=[0.5] * 10 + [0.3, 0.5],
        ),
        "concentration": sg.buy(
            1_000, sg.quadratic(column(0.5, 3), column(0.001, 0.01), basis=total), min_period_count=5, max_period_share=0.15
        ),
        "target-band": sg.buy(
            1_200, sg.quadratic(column(0.5, 3), column(0.001, 0.01), basis=total), target=[100] * 12, max_deviation=40
        ),
        "concave-then-convex": sg.buy(
            1_000, sg.composite(b=column(1e-4, 1e-3), c=column(0.5, 2), d=column(0.5, 0.8), basis=total), lot=10
        ),
        "lots-with-risk": sg.buy(
            1_000,
            sg.quadratic(beta=column(0.001, 0.01), basis=total),
            volatility=column(0.01, 0.05),
            risk_aversion=0.01,
            lot=50,
        ),
        "merged-periods": merged(column),
        "nothing": sg.buy(0, sg.power_law([1, 2], 1.5, basis=total)),
        "infeasible": sg.buy(100, sg.power_law([1, 2, 4], 1.5, basis=total), cap=20),
        "unsupported": sg.buy(100, sg.power_law([1, 2, 4], 0.8, basis=total), max_slippage_per_period=1),
        "invalid": sg.buy(-5, sg.power_law([1, -2, 4], [1.5, 0, 1], basis=total), cap=[1, 2]),
    }


def merged(column: Callable[[float, float], List[float]]) -> M.Problem:
    """Twelve minutes solved in bins of three, of an instrument that trades in tens."""
    cost = sg.linear(column(1e-4, 1e-3), liquidity=column(0.5, 2), basis=sg.Basis.PER_SHARE)
    cost.valid_up_to.append(500)
    start = datetime(2026, 1, 5, 14, 30, tzinfo=timezone.utc)
    problem = sg.buy(300, cost, start=start, duration_seconds=60, periods=12, merge_count=3, lot=3, quantum=10, symbol="TENS")
    problem.grid.time_zone = "America/New_York"
    problem.instrument.MergeFrom(M.Instrument(currency="USD", tick_size=0.01, arrival_price=50))
    return problem


def main(address: str) -> None:
    """Solves and writes them."""
    folder = Path(__file__).parent
    for old in folder.glob("*.json"):
        old.unlink()
    problems = vectors()
    requests = {name: M.SolveRequest(request_id=name, problem=problem) for name, problem in problems.items()}
    with sg.Client(address) as client:
        for name, request in requests.items():
            request.output_mask.paths.extend(FIELDS)
            answer = M.SolveManyResponse(request_id=name)
            try:
                answer.response.CopyFrom(client.solve(request).message)
            except sg.CallError as error:
                answer.error.CopyFrom(error.status)
            for kind, message in (("request", request), ("response", answer)):
                text = json_format.MessageToJson(message, sort_keys=False)
                (folder / f"{name}.{kind}.json").write_text(text + "\n", encoding="utf-8")
    print(f"{len(problems)} vectors in {folder}")


if __name__ == "__main__":
    main(sys.argv[1])
