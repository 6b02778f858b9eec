"""Lists, tuples, generators, numbers and arrays become the same problem."""

from __future__ import annotations

import subprocess
import sys
import unittest
from datetime import datetime
from pathlib import Path

import numpy

import solvergrpc as sg
from solvergrpc.samples import day
from tests import service

M = sg.messages


class BuildersTest(unittest.TestCase):
    def test_lists_tuples_generators_and_arrays_are_the_same(self) -> None:
        alpha = [1.0, 2.0, 4.0]
        expected = sg.buy(100, sg.power_law(alpha, 0.5, basis=sg.Basis.PER_SHARE))
        for given in (tuple(alpha), (a for a in alpha), numpy.array(alpha), numpy.array(alpha, dtype=numpy.float32)):
            self.assertEqual(expected, sg.buy(100, sg.power_law(given, numpy.float64(0.5), basis=sg.Basis.PER_SHARE)))

    def test_number_of_periods_is_that_of_the_longest_array(self) -> None:
        cost = sg.power_law(1, 0.5, basis=sg.Basis.PER_SHARE)
        for name in (
            "floor",
            "cap",
            "minimum_slice",
            "volume",
            "target",
            "volatility",
            "drift",
            "permanent_impact",
            "duration_seconds",
            "max_slippage_per_period",
        ):
            with self.subTest(array=name):
                self.assertEqual(5, sg.buy(100, cost, **{name: [1] * 5}).grid.period_count)
        self.assertEqual(1, sg.buy(100, cost).grid.period_count)
        self.assertEqual(7, sg.buy(100, cost, periods=7).grid.period_count)
        self.assertEqual(2, sg.buy(1, sg.book([[(1, 0.1), (2, 0.2), (3, 0.3)], [(1, 0.1)]])).grid.period_count)

    def test_every_argument_reaches_its_field(self) -> None:
        problem = sg.sell(
            1000,
            sg.composite(a=-0.1, b=[1, 2], c=3, d=1.5, basis=sg.Basis.TOTAL_COST, half_spread=0.01),
            start=datetime(2026, 1, 5, 14, 30),
            duration_seconds=60,
            merge_count=2,
            floor=1,
            cap=600,
            minimum_slice=5,
            participation_rate=0.1,
            volume=9000,
            target=500,
            max_deviation=50,
            volatility=0.2,
            drift=-0.1,
            permanent_impact=1e-6,
            value_at_risk_limit=(5000, 0.95),
            lot=10,
            odd_lot=sg.OddLot.LAST_PERIOD,
            min_period_count=2,
            max_period_share=0.75,
            max_slippage_per_period=3,
            max_slippage=4,
            quantum=0.5,
            symbol="X",
        )
        expected = M.Problem(
            side=M.SIDE_SELL,
            quantity_units=1000,
            grid=M.PeriodGrid(period_count=2, duration_seconds=[60], merge_count=2),
            cost=M.CostModel(
                basis=M.IMPACT_BASIS_TOTAL_COST,
                half_spread=[0.01],
                composite=M.CompositeModel(a=[-0.1], b=[1, 2], c=[3], d=[1.5]),
            ),
            bounds=M.Bounds(
                min_quantity=[1],
                max_quantity=[600],
                minimum_slice=[5],
                participation_rate=[0.1],
                volume=[9000],
                target=[500],
                max_deviation=[50],
            ),
            dynamics=M.PriceDynamics(volatility=[0.2], drift=[-0.1], permanent_impact=[1e-6]),
            risk=M.Risk(value_at_risk_limit=M.ValueAtRiskLimit(limit=5000, confidence=0.95)),
            whole_lots=M.WholeLots(lot_units=10, odd_lot=M.ODD_LOT_LAST_PERIOD),
            concentration=M.Concentration(min_period_count=2, max_period_share=0.75),
            slippage_limits=M.SlippageLimits(per_period=[3], per_order=4),
            instrument=M.Instrument(quantum=0.5, symbol="X"),
        )
        expected.grid.start.FromJsonString("2026-01-05T14:30:00Z")
        self.assertEqual(expected, problem)

    def test_each_risk_preference_reaches_its_field(self) -> None:
        cost = sg.quadratic(beta=1, basis=sg.Basis.TOTAL_COST)
        for name in ("risk_aversion", "variance_limit", "minimize_value_at_risk"):
            problem = sg.buy(1, cost, **{name: 0.75})
            self.assertEqual((name, 0.75), (problem.risk.WhichOneof("preference"), getattr(problem.risk, name)))
        self.assertFalse(sg.buy(1, cost).HasField("risk"))

    def test_whole_lots_take_a_whole_quantity_whatever_its_type(self) -> None:
        cost = sg.quadratic(beta=1, basis=sg.Basis.TOTAL_COST)
        for quantity in (1000, 1e3, numpy.int64(1000)):
            self.assertEqual(1000, sg.buy(quantity, cost, lot=100).quantity_units)
        with self.assertRaises(ValueError):
            sg.buy(1000.5, cost, lot=100)

    def test_basis_has_no_default(self) -> None:
        with self.assertRaises(TypeError):
            sg.power_law(1, 0.5)

    def test_schedule_comes_as_an_array_too(self) -> None:
        with sg.Client(service.address()) as client:
            solution = client.solve(day.problem())
        array = solution.to_numpy()
        self.assertEqual(((day.MINUTES,), numpy.float64), (array.shape, array.dtype))
        self.assertEqual(solution.schedule, array.tolist())

    def test_everything_but_arrays_works_without_numpy(self) -> None:
        program = (
            "import sys; sys.modules['numpy'] = None\n"
            "import solvergrpc as sg; from solvergrpc.samples import day\n"
            f"print(len(sg.Client('{service.address()}').solve(day.problem()).schedule))"
        )
        run = subprocess.run(
            [sys.executable, "-c", program], cwd=Path(__file__).parents[1], capture_output=True, text=True, check=False
        )
        self.assertEqual((str(day.MINUTES), ""), (run.stdout.strip(), run.stderr))


if __name__ == "__main__":
    unittest.main()
