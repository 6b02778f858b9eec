"""The sample prints what it promises."""

from __future__ import annotations

import contextlib
import io
import re
import unittest
from pathlib import Path

import solvergrpc as sg
from solvergrpc.samples import day, solve
from tests import bisection, service


def run(*arguments: str) -> tuple:
    """Exit code, output and errors of the sample."""
    output, errors = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(errors):
        code = solve.main(list(arguments))
    return code, output.getvalue(), errors.getvalue()


class SampleTest(unittest.TestCase):
    def test_prints_schedule_lambda_cost_saving_and_certificate(self) -> None:
        code, output, errors = run(service.address())
        self.assertEqual((0, ""), (code, errors))
        for word in ("09:30", "15:45", "OPTIMAL", "lambda", "cost", "saves", "no schedule is cheaper"):
            self.assertIn(word, output)
        self.assertTrue(all(len(line) <= 110 for line in output.splitlines()))

    def test_day_costs_what_bisection_says_and_is_u_shaped(self) -> None:
        parameters, volumes = day.parameters(), day.volumes()
        oracle = bisection.Convex(
            day.SHARES,
            [day.HALF_SPREAD] * day.MINUTES,
            [0] * day.MINUTES,
            parameters["alpha"],
            [1 + b for b in parameters["beta"]],
            cap=[0.1 * v for v in volumes],
        )
        with sg.Client(service.address()) as client:
            solution = client.solve(day.problem())
        expected, _ = bisection.solve(oracle)
        self.assertAlmostEqual(1, solution.cost / oracle.cost(expected), delta=1e-12)
        self.assertAlmostEqual(solution.cost, solution.certificate.lower_bound, delta=1e-9 * solution.cost)
        noon = max(solution.schedule[180:210])
        self.assertGreater(min(solution.schedule[0], solution.schedule[-1]), 2 * noon)

    def test_plot_is_drawn(self) -> None:
        picture = service.folder() / "day.png"
        code, _, errors = run(service.address(), "--plot", str(picture))
        self.assertEqual((0, ""), (code, errors))
        self.assertEqual(b"\x89PNG", picture.read_bytes()[:4])

    def test_nobody_listening_is_said(self) -> None:
        code, output, errors = run("127.0.0.1:1")
        self.assertEqual((1, ""), (code, output))
        self.assertIn("UNAVAILABLE", errors)

    def test_readme_code_runs(self) -> None:
        readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
        (code,) = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
        names: dict = {}
        exec(code.replace("localhost:50051", service.address()), names)
        self.assertTrue(names["solution"].optimal)
        self.assertEqual(6000, names["solution"].schedule[0])


if __name__ == "__main__":
    unittest.main()
