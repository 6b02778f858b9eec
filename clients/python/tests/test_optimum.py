"""What the service answers is what bisection finds."""

from __future__ import annotations

import math
import random
import unittest

import solvergrpc as sg
from tests import bisection, service

CASES = 40


class OptimumTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.client = sg.Client(service.address())
        cls.addClassCleanup(cls.client.close)

    def assert_optimal(self, problem: sg.messages.Problem, oracle: bisection.Convex) -> None:
        solution = self.client.solve(problem)
        self.assertTrue(solution.optimal, solution)
        x = solution.schedule
        self.assertEqual(len(oracle.a), len(x))
        self.assertAlmostEqual(1, math.fsum(x) / oracle.quantity, delta=1e-15)
        expected, price = bisection.solve(oracle)
        best = oracle.cost(expected)
        self.assertAlmostEqual(best, solution.cost, delta=1e-11 * abs(best))
        self.assertAlmostEqual(oracle.cost(x), solution.cost, delta=1e-12 * abs(best))
        for i, (low, y, high) in enumerate(zip(oracle.floor, x, oracle.cap)):
            self.assertTrue(low <= y <= high, f"period {i}: {y} is not within [{low}, {high}]")
        if len(x) > 1 and all(c == math.inf for c in oracle.cap):  # with everything at a bound lambda is an interval
            self.assertAlmostEqual(price, solution.lambda_, delta=1e-7 * abs(price))
        self.assertLessEqual(abs(solution.certificate.relative_gap), 1e-9)

    def test_power_law_per_share_with_own_exponents(self) -> None:
        for seed in range(CASES):
            with self.subTest(seed=seed):
                r = random.Random(seed)
                n, quantity = r.randint(1, 60), 10 ** r.uniform(0, 6)
                alpha = [10 ** r.uniform(-4, 0) for _ in range(n)]
                beta = [r.uniform(0.2, 1.5) for _ in range(n)]
                half_spread = [r.uniform(0, 0.05) for _ in range(n)]
                cost = sg.power_law(alpha, beta, basis=sg.Basis.PER_SHARE, half_spread=half_spread)
                oracle = bisection.Convex(quantity, half_spread, [0] * n, alpha, [1 + b for b in beta])
                self.assert_optimal(sg.buy(quantity, cost), oracle)

    def test_power_law_total_cost_with_sigma_floors_and_caps(self) -> None:
        for seed in range(CASES):
            with self.subTest(seed=seed):
                r = random.Random(1000 + seed)
                n, quantity = r.randint(2, 60), 10 ** r.uniform(1, 6)
                alpha, sigma = 10 ** r.uniform(-3, 0), [r.uniform(0.1, 3) for _ in range(n)]
                beta = [r.uniform(1.2, 3) for _ in range(n)]
                floor = [r.choice([0, r.uniform(0, 0.9)]) * quantity / n for _ in range(n)]
                cap = [r.uniform(1.05, 3) * quantity / n for _ in range(n)]
                cost = sg.power_law(alpha, beta, sigma=sigma, basis=sg.Basis.TOTAL_COST)
                oracle = bisection.Convex(quantity, [0] * n, [0] * n, [alpha * s for s in sigma], beta, floor, cap)
                self.assert_optimal(sg.sell(quantity, cost, floor=floor, cap=cap), oracle)

    def test_quadratic_with_participation_and_target_band(self) -> None:
        for seed in range(CASES):
            with self.subTest(seed=seed):
                r = random.Random(2000 + seed)
                n, quantity = r.randint(2, 60), 10 ** r.uniform(1, 6)
                alpha, beta = [r.uniform(0, 0.1) for _ in range(n)], [10 ** r.uniform(-5, -1) for _ in range(n)]
                volume = [r.uniform(12, 30) * quantity / n for _ in range(n)]
                target, deviation = quantity / n, [r.uniform(0.5, 2) * quantity / n for _ in range(n)]
                oracle = bisection.Convex(
                    quantity,
                    alpha,
                    beta,
                    [0] * n,
                    [2] * n,
                    [max(0, target - w) for w in deviation],
                    [min(0.1 * v, target + w) for v, w in zip(volume, deviation)],
                )
                problem = sg.buy(
                    quantity,
                    sg.quadratic(alpha, beta, basis=sg.Basis.TOTAL_COST),
                    volume=volume,
                    participation_rate=0.1,
                    target=target,
                    max_deviation=deviation,
                )
                self.assert_optimal(problem, oracle)

    def test_linear_per_share_with_prices(self) -> None:
        for seed in range(CASES):
            with self.subTest(seed=seed):
                r = random.Random(3000 + seed)
                n, quantity = r.randint(1, 60), 10 ** r.uniform(1, 5)
                alpha, volatility = [10 ** r.uniform(-5, -2) for _ in range(n)], [r.uniform(0, 2) for _ in range(n)]
                price = [r.uniform(-0.05, 0.05) for _ in range(n)]
                cost = sg.linear(alpha, beta=0.5, volatility=volatility, liquidity=1.5, price=price, basis=sg.Basis.PER_SHARE)
                b = [a * (1 + 0.5 * v) * 1.5 for a, v in zip(alpha, volatility)]
                self.assert_optimal(sg.buy(quantity, cost), bisection.Convex(quantity, price, b, [0] * n, [2] * n))

    def test_composite_with_all_terms(self) -> None:
        for seed in range(CASES):
            with self.subTest(seed=seed):
                r = random.Random(4000 + seed)
                n, quantity = r.randint(1, 40), 10 ** r.uniform(0, 5)
                a, b = [r.uniform(0, 0.1) for _ in range(n)], [10 ** r.uniform(-6, -2) for _ in range(n)]
                c, d = [10 ** r.uniform(-4, 0) for _ in range(n)], [r.uniform(1.1, 3) for _ in range(n)]
                cost = sg.composite(a=a, b=b, c=c, d=d, basis=sg.Basis.TOTAL_COST)
                self.assert_optimal(sg.buy(quantity, cost), bisection.Convex(quantity, a, b, c, d))

    def test_book_costs_what_the_cheapest_levels_cost(self) -> None:
        for seed in range(CASES):
            with self.subTest(seed=seed):
                r = random.Random(5000 + seed)
                levels = [
                    [(float(r.randint(1, 500)), 0.01 * (k + 1) + r.uniform(0, 0.009)) for k in range(r.randint(1, 8))]
                    for _ in range(r.randint(1, 30))
                ]
                quantity = r.uniform(0.05, 0.99) * sum(size for period in levels for size, _ in period)
                solution = self.client.solve(sg.buy(quantity, sg.book(levels)))
                self.assertTrue(solution.optimal, solution)
                self.assertAlmostEqual(bisection.walk_book(levels, quantity) / solution.cost, 1, delta=1e-12)

    def test_published_numbers(self) -> None:
        cost = sg.power_law([1, 2, 4], 1.5, basis=sg.Basis.TOTAL_COST)
        free = self.client.solve(sg.buy(100, cost))
        for expected, x in zip([76.190476, 19.047619, 4.761905], free.schedule):
            self.assertAlmostEqual(expected, x, places=6)
        self.assertAlmostEqual(872.871561, free.cost, places=6)
        self.assertAlmostEqual(13.093073, free.lambda_, places=6)
        capped = self.client.solve(sg.buy(100, cost, cap=[60, math.inf, math.inf]))
        self.assertAlmostEqual(917.306342, capped.cost, places=6)
        self.assertEqual([0], list(capped.message.binding.cap_period))
        self.assertAlmostEqual(5.351613, capped.message.binding.cap_multiplier[0], places=6)

    def test_equal_periods_are_split_equally_and_save_nothing(self) -> None:
        solution = self.client.solve(sg.buy(1000, sg.power_law(0.1, 0.6, basis=sg.Basis.PER_SHARE), periods=8))
        self.assertEqual([125.0] * 8, solution.schedule)
        self.assertEqual(0, solution.saving)
        self.assertEqual([], list(solution.message.binding.cap_period))

    def test_equal_split_that_breaks_a_cap_is_no_benchmark(self) -> None:
        cost = sg.power_law([1, 2, 4], 1.5, basis=sg.Basis.TOTAL_COST)
        self.assertIsNone(self.client.solve(sg.buy(99, cost, cap=[100, 100, 20])).saving)

    def test_nothing_to_buy_is_zeros(self) -> None:
        solution = self.client.solve(sg.buy(0, sg.power_law([1, 2], 1.5, basis=sg.Basis.TOTAL_COST)))
        self.assertTrue(solution.optimal)
        self.assertEqual([0, 0], solution.schedule)

    def test_whole_lots_are_whole_and_sum_exactly(self) -> None:
        for seed in range(CASES):
            with self.subTest(seed=seed):
                r = random.Random(6000 + seed)
                n, lots = r.randint(1, 12), r.randint(1, 40)
                beta = [10 ** r.uniform(-4, -1) for _ in range(n)]
                problem = sg.buy(100 * lots, sg.quadratic(0.01, beta, basis=sg.Basis.TOTAL_COST), lot=100)
                solution = self.client.solve(problem)
                self.assertTrue(solution.optimal, solution)
                x = solution.schedule
                self.assertEqual(100 * lots, sum(x))
                self.assertTrue(all(isinstance(y, int) and y % 100 == 0 for y in x), x)
                self.assertAlmostEqual(self.cheapest_lots(beta, lots), solution.cost, delta=1e-9 * solution.cost)

    @staticmethod
    def cheapest_lots(beta: list, lots: int) -> float:
        """Lot by lot to the smallest increase, which is exact for convex costs."""
        x = [0] * len(beta)

        def cost(i: int, quantity: int) -> float:
            return 0.01 * quantity + beta[i] * quantity**2

        for _ in range(lots):
            i = min(range(len(x)), key=lambda i: cost(i, x[i] + 100) - cost(i, x[i]))
            x[i] += 100
        return math.fsum(cost(i, y) for i, y in enumerate(x))


if __name__ == "__main__":
    unittest.main()
