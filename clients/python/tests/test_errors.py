"""Whatever goes wrong arrives as the exception that says so."""

from __future__ import annotations

import math
import unittest
from concurrent import futures
from datetime import timedelta

import grpc

import solvergrpc as sg
from solvergrpc._google_rpc import error_details_pb2, status_pb2
from solvergrpc.errors import from_status
from tests import service

COST = sg.power_law([1, 2, 4], 1.5, basis=sg.Basis.TOTAL_COST)


class ErrorsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.client = sg.Client(service.address())
        cls.addClassCleanup(cls.client.close)

    def test_invalid_problem_names_every_violation_with_its_index(self) -> None:
        cost = sg.power_law([1, -2, math.nan, 4], [1.5, 0, 1, 1], basis=sg.Basis.TOTAL_COST)
        with self.assertRaises(sg.InvalidProblem) as caught:
            self.client.solve(sg.buy(-5, cost, cap=[1, 2], risk_aversion=-1))
        error = caught.exception
        self.assertIs(grpc.StatusCode.INVALID_ARGUMENT, error.code)
        fields = [v.field for v in error.violations]
        for field in (
            "problem.quantity",
            "problem.cost.power_law.alpha[1]",
            "problem.cost.power_law.alpha[2]",
            "problem.cost.power_law.beta[1]",
            "problem.bounds.max_quantity",
            "problem.risk.risk_aversion",
        ):
            self.assertIn(field, fields)
            self.assertIn(field, str(error))
        self.assertTrue(all(v.description for v in error.violations))
        self.assertNotEqual("", error.reason)

    def test_missing_basis_is_refused_not_guessed(self) -> None:
        problem = sg.buy(100, COST)
        problem.cost.ClearField("basis")
        with self.assertRaises(sg.InvalidProblem) as caught:
            self.client.solve(problem)
        self.assertEqual(["problem.cost.basis"], [v.field for v in caught.exception.violations])

    def test_infeasible_problem_is_an_answer_without_a_schedule(self) -> None:
        solution = self.client.solve(sg.buy(100, COST, cap=20))
        self.assertIs(sg.Termination.INFEASIBLE, solution.termination)
        self.assertFalse(solution.optimal)
        self.assertEqual(40, solution.infeasibility.shortfall)
        self.assertEqual(60, solution.infeasibility.largest_executable)
        with self.assertRaisesRegex(sg.NoSchedule, "INFEASIBLE: .+"):
            solution.schedule
        self.assertIn("INFEASIBLE", repr(solution))

    def test_unsupported_combination_is_an_answer_that_names_it(self) -> None:
        book = sg.book([[(10, 0.01)], [(10, 0.02)]])
        book.basis = int(sg.Basis.PER_SHARE)
        solution = self.client.solve(sg.buy(5, book))
        self.assertIs(sg.Termination.UNSUPPORTED, solution.termination)
        self.assertNotEqual("", solution.detail)
        with self.assertRaises(sg.NoSchedule):
            solution.to_numpy()

    def test_method_without_proof_is_feasible_with_a_gap(self) -> None:
        options = sg.messages.SolveOptions(method=sg.messages.METHOD_EQUAL_SPLIT)
        solution = self.client.solve(sg.buy(99, COST), options=options)
        self.assertIs(sg.Termination.FEASIBLE, solution.termination)
        self.assertEqual([33, 33, 33], solution.schedule)
        self.assertGreater(solution.certificate.relative_gap, 0.1)

    def test_nobody_listening_is_unreachable(self) -> None:
        with sg.Client("127.0.0.1:1") as client, self.assertRaises(sg.Unreachable) as caught:
            client.solve(sg.buy(100, COST))
        self.assertIsInstance(caught.exception.__cause__, grpc.RpcError)

    def test_timeout_of_the_client_or_the_call_is_a_deadline(self) -> None:
        with service.silent_address() as address:
            for of_client, of_call in ((0.05, None), (60, 0.05)):
                with sg.Client(address, timeout=of_client) as client, self.assertRaises(sg.DeadlineExceeded):
                    client.solve(sg.buy(100, COST), timeout=of_call)

    def test_message_beyond_the_limit_is_refused(self) -> None:
        count = 1 + 64 * 1024 * 1024 // 8
        with self.assertRaises(sg.Overloaded):
            self.client.solve(sg.buy(1, sg.power_law([1.0] * count, 1.5, basis=sg.Basis.TOTAL_COST)))

    def test_server_without_the_service_does_not_serve_it(self) -> None:
        server = grpc.server(futures.ThreadPoolExecutor(1))
        port = server.add_insecure_port("127.0.0.1:0")
        server.start()
        self.addCleanup(server.stop, None)
        with sg.Client(f"127.0.0.1:{port}") as client, self.assertRaises(sg.NotServed):
            client.solve(sg.buy(100, COST))

    def test_two_risk_preferences_are_refused_before_sending(self) -> None:
        with self.assertRaises(ValueError):
            sg.buy(100, COST, risk_aversion=1, variance_limit=2)

    def test_retry_delay_and_reason_are_read_from_the_details(self) -> None:
        status = status_pb2.Status(code=grpc.StatusCode.RESOURCE_EXHAUSTED.value[0], message="busy")
        retry = error_details_pb2.RetryInfo()
        retry.retry_delay.FromMilliseconds(250)
        status.details.add().Pack(error_details_pb2.ErrorInfo(reason="OVERLOADED", domain="solver.v1"))
        status.details.add().Pack(retry)
        error = from_status(status)
        self.assertIsInstance(error, sg.Overloaded)
        self.assertEqual(("OVERLOADED", timedelta(milliseconds=250)), (error.reason, error.retry_after))
        self.assertEqual("RESOURCE_EXHAUSTED: busy", str(error))

    def test_unknown_status_code_is_still_an_error(self) -> None:
        error = from_status(status_pb2.Status(code=99, message="?"))
        self.assertIs(grpc.StatusCode.UNKNOWN, error.code)


if __name__ == "__main__":
    unittest.main()
