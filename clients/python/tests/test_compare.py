"""Several methods side by side, and the frontier of cost and risk."""

from __future__ import annotations

import unittest

import solvergrpc as sg
from solvergrpc.samples import day
from tests import service

M = sg.messages
RISKY = sg.buy(
    1_000, sg.quadratic(beta=[0.001, 0.002, 0.004, 0.003], basis=sg.Basis.TOTAL_COST), volatility=0.05, risk_aversion=7
)


class CompareTest(unittest.TestCase):
    def test_every_method_asked_for_has_a_row_and_none_beats_the_optimum(self) -> None:
        methods = [M.METHOD_AUTO, M.METHOD_EQUAL_SPLIT, M.METHOD_VWAP]
        with sg.Client(service.address()) as client:
            rows = client.compare(M.CompareRequest(problem=day.problem(), methods=methods)).methods
            best = client.solve(day.problem()).cost
        self.assertEqual(methods, [row.method for row in rows])
        self.assertAlmostEqual(1, rows[0].certificate.objective / best, delta=1e-12)
        self.assertTrue(all(row.certificate.objective >= best * (1 - 1e-12) for row in rows))

    def test_invalid_problem_names_its_violations(self) -> None:
        with sg.Client(service.address()) as client, self.assertRaises(sg.InvalidProblem) as caught:
            client.compare(M.CompareRequest(problem=M.Problem()))
        self.assertIn("problem.side", [v.field for v in caught.exception.violations])


class FrontierTest(unittest.TestCase):
    def test_risk_falls_and_cost_rises_along_the_frontier(self) -> None:
        with sg.Client(service.address()) as client:
            points = list(client.trace_frontier(RISKY, points=8))
        self.assertEqual(list(range(8)), [point.point for point in points])
        for one, other in zip(points, points[1:]):
            self.assertLessEqual(one.expected_cost.total, other.expected_cost.total * (1 + 1e-9))
            self.assertGreaterEqual(one.variance * (1 + 1e-9), other.variance)

    def test_point_of_a_risk_aversion_is_what_solve_finds_for_it(self) -> None:
        with sg.Client(service.address()) as client:
            (point,) = client.trace_frontier(RISKY, risk_aversion=[7], schedules=True)
            alone = client.solve(RISKY)
        self.assertAlmostEqual(1, point.certificate.objective / alone.certificate.objective, delta=1e-8)
        for x, y in zip(alone.schedule, point.schedule.quantity):
            self.assertAlmostEqual(x, y, delta=1e-2)

    def test_leaving_the_loop_early_leaves_the_connection_usable(self) -> None:
        with sg.Client(service.address()) as client:
            for point in client.trace_frontier(RISKY, points=500):
                self.assertEqual(0, point.point)
                break
            self.assertTrue(client.solve(day.problem()).optimal)


class AsyncTest(unittest.IsolatedAsyncioTestCase):
    async def test_the_same_awaited(self) -> None:
        with sg.Client(service.address()) as blocking:
            expected = [point.variance for point in blocking.trace_frontier(RISKY, points=5)]
        async with sg.AsyncClient(service.address()) as client:
            self.assertEqual(expected, [point.variance async for point in client.trace_frontier(RISKY, points=5)])
            answer = await client.compare(M.CompareRequest(problem=RISKY, methods=[M.METHOD_EQUAL_SPLIT]))
            self.assertEqual([M.METHOD_EQUAL_SPLIT], [row.method for row in answer.methods])
            with self.assertRaises(sg.InvalidProblem):
                [point async for point in client.trace_frontier(M.Problem())]


if __name__ == "__main__":
    unittest.main()
