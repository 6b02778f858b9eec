"""A session's memory: nothing is lost, nothing is told twice."""

from __future__ import annotations

import unittest

import grpc

import solvergrpc as sg
from solvergrpc._google_rpc import error_details_pb2, status_pb2
from solvergrpc._ledger import Ledger
from solvergrpc.errors import from_status

M = sg.messages
NOW = 1_700_000_000.0


def response(server_seq: int = 0, based_on: int = 0, durable: int = 0, **message: object) -> M.StreamReoptimizeResponse:
    """A message from the service."""
    return M.StreamReoptimizeResponse(server_seq=server_seq, based_on_seq=based_on, durable_seq=durable, **message)


def error(code: grpc.StatusCode, reason: str = "") -> sg.CallError:
    """An error with the reason that the service gives."""
    status = status_pb2.Status(code=code.value[0], message="?")
    if reason:
        status.details.add().Pack(error_details_pb2.ErrorInfo(reason=reason, domain="solver.v1"))
    return from_status(status)


class LedgerTest(unittest.TestCase):
    def setUp(self) -> None:
        problem = sg.buy(100, sg.power_law(1, 1.5, basis=sg.Basis.TOTAL_COST), periods=4, lot=1)
        self.ledger = Ledger(M.Open(client_order_id="order", problem=problem), NOW)
        self.opened = response(1, 1, opened=M.Opened(session_id="s", epoch=1))

    def open_with_events(self, count: int) -> None:
        """Opened, and events 2, 3, ... sent."""
        self.ledger.begin(NOW)
        self.ledger.receive(self.opened)
        for i in range(count):
            self.ledger.add(M.Fill(exec_id=f"x{i}", child_id="c", units=1), NOW)

    def resume(self, last_seq: int) -> list:
        """Numbers of the events that are sent again."""
        self.ledger.begin(NOW)
        _, again = self.ledger.receive(response(resumed=M.Resumed(session_id="s", last_seq=last_seq)))
        return [request.seq for request in again]

    def test_open_comes_first_with_a_key_and_a_time(self) -> None:
        (first,) = self.ledger.begin(NOW)
        self.assertEqual((1, "open", 16), (first.seq, first.WhichOneof("event"), len(first.open.session_key)))
        self.assertEqual(NOW, first.event_time.ToNanoseconds() / 1e9)

    def test_link_that_breaks_before_opened_opens_again_with_the_same_content(self) -> None:
        before = self.ledger.begin(NOW)
        self.ledger.add(M.Pause(), NOW)
        self.assertTrue(self.ledger.forgive(error(grpc.StatusCode.UNAVAILABLE)))
        again = self.ledger.begin(NOW)
        self.assertLess(before[0].open.attempt, again[0].open.attempt)
        before[0].open.attempt = again[0].open.attempt
        self.assertEqual((before[0], [1, 2]), (again[0], [request.seq for request in again]))

    def test_resume_names_the_last_message_and_sends_what_the_service_has_not(self) -> None:
        self.open_with_events(3)
        self.assertTrue(self.ledger.forgive(error(grpc.StatusCode.UNAVAILABLE)))
        (first,) = self.ledger.begin(NOW)
        self.assertEqual((0, 1), (first.seq, first.resume.last_server_seq))
        self.assertEqual([3, 4], self.resume(last_seq=2))

    def test_attempts_rise_whatever_the_clock_does(self) -> None:
        attempts = [self.ledger.begin(now)[0].open.attempt for now in (NOW, NOW)]
        self.ledger.receive(self.opened)
        attempts += [self.ledger.begin(now)[0].resume.attempt for now in (NOW - 1, NOW + 1)]
        first = int(NOW) * 10**9
        self.assertEqual([first, first + 1, first + 2, first + 10**9], attempts)

    def test_events_wait_while_it_is_not_known_what_the_service_has(self) -> None:
        self.open_with_events(1)
        self.assertTrue(self.ledger.attached)
        self.ledger.forgive(error(grpc.StatusCode.UNAVAILABLE))
        self.ledger.begin(NOW)
        self.ledger.add(M.Pause(), NOW)
        self.assertFalse(self.ledger.attached)
        self.assertEqual([2, 3], self.resume(last_seq=1))
        self.assertTrue(self.ledger.attached)

    def test_durable_events_are_forgotten_and_others_kept(self) -> None:
        self.open_with_events(3)
        self.ledger.receive(response(2, 4, durable=3, ack=M.Ack()))
        self.assertEqual([4], self.resume(last_seq=3))

    def test_service_that_lost_durable_events_is_an_error(self) -> None:
        self.open_with_events(3)
        self.ledger.receive(response(2, 4, durable=3, ack=M.Ack()))
        with self.assertRaises(sg.SessionLost):
            self.resume(last_seq=2)

    def test_service_that_lost_a_session_that_was_not_durable_gets_it_again(self) -> None:
        self.open_with_events(2)
        self.assertTrue(self.ledger.forgive(error(grpc.StatusCode.NOT_FOUND, "SESSION_UNKNOWN")))
        self.assertEqual([1, 2, 3], [request.seq for request in self.ledger.begin(NOW)])
        self.ledger.receive(self.opened)
        message, _ = self.ledger.receive(response(2, 1, plan=M.Plan(version=1, units=[1, 2, 3, 4])))
        self.assertIsNotNone(message)

    def test_errors_that_no_new_stream_heals_are_not_forgiven(self) -> None:
        self.open_with_events(2)
        self.ledger.receive(response(2, 3, durable=1, ack=M.Ack()))
        for code, reason in (
            (grpc.StatusCode.NOT_FOUND, "SESSION_UNKNOWN"),
            (grpc.StatusCode.ABORTED, "FENCED"),
            (grpc.StatusCode.INTERNAL, "SESSION_BROKEN"),
            (grpc.StatusCode.INVALID_ARGUMENT, ""),
        ):
            self.assertFalse(self.ledger.forgive(error(code, reason)), reason)
        for code, reason in (
            (grpc.StatusCode.UNAVAILABLE, "SERVER_STOPPING"),
            (grpc.StatusCode.RESOURCE_EXHAUSTED, "SLOW_READER"),
            (grpc.StatusCode.INTERNAL, ""),
        ):
            self.assertTrue(self.ledger.forgive(error(code, reason)), reason)

    def test_message_that_comes_twice_is_told_once(self) -> None:
        self.open_with_events(0)
        plan = response(2, 1, plan=M.Plan(version=1, units=[1, 2, 3, 4]))
        self.assertIs(plan, self.ledger.receive(plan)[0])
        self.assertIsNone(self.ledger.receive(plan)[0])

    def test_heartbeats_are_not_told_and_missing_events_are_sent_again(self) -> None:
        self.open_with_events(4)
        self.assertEqual((None, []), self.ledger.receive(response(heartbeat=M.Heartbeat())))
        _, again = self.ledger.receive(response(resend_request=M.ResendRequest(first_seq=3, last_seq=4)))
        self.assertEqual([3, 4], [request.seq for request in again])

    def test_warning_is_ahead_of_its_plan(self) -> None:
        self.open_with_events(2)
        self.ledger.receive(response(2, 3, warning=M.Warning(kind=M.WARNING_KIND_BEHIND)))
        self.assertEqual(0, self.ledger.based_on_seq)
        self.ledger.receive(response(3, 3, plan=M.Plan(version=1, units=[1, 2, 3, 4])))
        self.assertEqual(3, self.ledger.based_on_seq)

    def test_plans_are_put_together(self) -> None:
        self.open_with_events(0)
        for server_seq, plan, expected in (
            (2, M.Plan(version=1, units=[1, 2, 3, 4]), [1, 2, 3, 4]),
            (3, M.Plan(version=2, from_period=1, changed_periods=[2], units=[7]), [0, 2, 7, 4]),
            (4, M.Plan(version=3, from_period=2, units=[5, 6]), [0, 0, 5, 6]),
            (5, M.Plan(version=4, from_period=4), [0, 0, 0, 0]),
        ):
            self.ledger.receive(response(server_seq, 1, plan=plan))
            self.assertEqual((plan.version, expected), (self.ledger.plan.version, self.ledger.plan.schedule))

    def test_without_a_journal_what_was_applied_is_forgotten(self) -> None:
        self.ledger.opening.policy.durability = M.DURABILITY_NONE
        self.open_with_events(3)
        self.ledger.receive(response(2, 3, ack=M.Ack()))
        self.assertEqual([4], self.resume(last_seq=3))


if __name__ == "__main__":
    unittest.main()
