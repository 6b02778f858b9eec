"""The answers that all clients must agree on, each optimum held against dynamic programming."""

from __future__ import annotations

import unittest
from pathlib import Path
from typing import Any, Dict, Iterator, Tuple

from google.protobuf import json_format

import solvergrpc as sg
from solvergrpc.samples import day
from tests import service

M = sg.messages
FOLDER = Path(__file__).parents[2] / "testdata"
GRID_LOSS_MAX = 1e-2  # what rounding to the grid of dynamic programming may cost


def vectors() -> Dict[str, Tuple[M.SolveRequest, M.SolveManyResponse]]:
    """Request and answer of every vector."""
    found = {}
    for path in sorted(FOLDER.glob("*.request.json")):
        name = path.name.split(".")[0]
        request = json_format.Parse(path.read_text(encoding="utf-8"), M.SolveRequest())
        answer = json_format.Parse((FOLDER / f"{name}.response.json").read_text(encoding="utf-8"), M.SolveManyResponse())
        found[name] = request, answer
    return found


def declared(message: Any, path: str = "") -> Iterator[str]:
    """Every field below a message's descriptor."""
    for field in message.fields:
        if field.message_type and field.message_type.full_name.startswith("solver."):
            yield from declared(field.message_type, f"{path}{field.name}.")
        else:
            yield path + field.name


def used(message: Any, path: str = "") -> Iterator[str]:
    """Every field below a message that is set."""
    for field, value in message.ListFields():
        if field.message_type and field.message_type.full_name.startswith("solver."):
            yield from used(value, f"{path}{field.name}.")
        else:
            yield path + field.name


class VectorsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.client = sg.Client(service.address())
        cls.addClassCleanup(cls.client.close)
        cls.vectors = vectors()

    def assert_close(self, expected: float, actual: float, tolerance: float = 1e-9) -> None:
        self.assertAlmostEqual(expected, actual, delta=tolerance * max(1, abs(expected)))

    def assert_agrees(self, expected: M.SolveManyResponse, item: sg.Item) -> None:
        if expected.HasField("error"):
            with self.assertRaises(sg.InvalidProblem) as caught:
                item.result()
            self.assertEqual(expected.error.code, caught.exception.code.value[0])
            self.assertEqual(
                [v.field for v in sg.InvalidProblem(expected.error).violations], [v.field for v in caught.exception.violations]
            )
            return
        wanted, got = expected.response, item.result()
        self.assertEqual(wanted.outcome, got.message.outcome)
        self.assertEqual(list(wanted.schedule.quantity_units), list(got.message.schedule.quantity_units))
        self.assertEqual(len(wanted.schedule.quantity), len(got.message.schedule.quantity))
        for x, y in zip(wanted.schedule.quantity, got.message.schedule.quantity):
            self.assert_close(x, y, 1e-6)  # the cost is flat around its minimum
        self.assert_close(getattr(wanted, "lambda"), got.lambda_)
        self.assert_close(wanted.expected_cost.total, got.cost)
        self.assert_close(wanted.variance, got.variance, 1e-6)
        self.assert_close(wanted.certificate.lower_bound, got.certificate.lower_bound)

    def test_there_is_a_vector_for_every_field_of_a_problem_and_every_kind_of_answer(self) -> None:
        fields = {field for request, _ in self.vectors.values() for field in used(request.problem)}
        self.assertEqual(set(), set(declared(M.Problem.DESCRIPTOR)) - fields)
        answers = {answer.response.outcome.termination for _, answer in self.vectors.values()}
        self.assertLessEqual({M.TERMINATION_OPTIMAL, M.TERMINATION_INFEASIBLE, M.TERMINATION_UNSUPPORTED}, answers)
        self.assertTrue(any(answer.HasField("error") for _, answer in self.vectors.values()))

    def test_every_vector_is_answered_as_it_says(self) -> None:
        names = list(self.vectors)
        items = list(self.client.solve_many(request for request, _ in self.vectors.values()))
        self.assertEqual(len(names), len(items))
        for item in items:
            with self.subTest(vector=names[item.index]):
                self.assert_agrees(self.vectors[names[item.index]][1], item)

    def test_every_optimum_is_that_of_dynamic_programming(self) -> None:
        for name, (request, expected) in self.vectors.items():
            if not expected.response.HasField("schedule"):
                continue
            with self.subTest(vector=name):
                best, ours, slack = self.objectives(request.problem, expected.response)
                if request.problem.HasField("whole_lots"):
                    self.assert_close(best, ours)
                else:
                    self.assertGreaterEqual(best, ours * (1 - slack))
                    self.assertLessEqual(best, ours * (1 + GRID_LOSS_MAX))

    def objectives(self, problem: M.Problem, answer: M.SolveResponse) -> Tuple[float, float, float]:
        """Of dynamic programming, of the answer, and how exact that is. What is no sum over periods is priced with its multiplier."""
        by_grid = M.SolveOptions(method=M.METHOD_DYNAMIC_PROGRAMMING)
        best = self.client.solve(M.SolveRequest(problem=problem, options=by_grid))
        if best.termination is not sg.Termination.UNSUPPORTED:
            return best.certificate.objective, answer.certificate.objective, 1e-12
        kappa = self.client.solve(problem).message.binding.variance_multiplier
        priced = M.Problem()
        priced.CopyFrom(problem)
        priced.risk.risk_aversion = kappa
        priced.ClearField("slippage_limits")
        best = self.client.solve(M.SolveRequest(problem=priced, options=by_grid))
        return best.certificate.objective, answer.expected_cost.total + kappa * answer.variance, 1e-9

    def test_sample_s_day_is_the_vector_s(self) -> None:
        built, written = day.problem(), self.vectors["day"][0].problem
        self.assertEqual(built.grid, written.grid)
        for x, y in zip(built.cost.power_law.alpha, written.cost.power_law.alpha):
            self.assert_close(x, y, 1e-12)


if __name__ == "__main__":
    unittest.main()
