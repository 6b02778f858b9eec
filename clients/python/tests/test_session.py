"""Sessions with the real service: blocking and asyncio, over links that break."""

from __future__ import annotations

import os
import sys
import unittest
from typing import List

import grpc

import solvergrpc as sg
from solvergrpc._channel import connect, connect_aio
from solvergrpc._generated.solver.v1.solver_service_pb2_grpc import SolverServiceStub
from solvergrpc.errors import from_rpc_error
from solvergrpc.samples import execute
from tests import service, survive
from tests.cutting import CuttingProxy

M = sg.messages


def resume(key: bytes) -> M.StreamReoptimizeRequest:
    """The first message of a stream that asks for the session of a key."""
    return M.StreamReoptimizeRequest(resume=M.Resume(session_key=key))


def events(units: int) -> List[object]:
    """What a desk says of the first period."""
    return [
        M.ChildSubmitted(child_id="c", period=0, units=units),
        M.Fill(exec_id="x", child_id="c", units=units, price_ticks=execute.ARRIVAL_TICKS),
        M.PeriodClose(period=0, reference_price_ticks=execute.ARRIVAL_TICKS, volume_units=execute.UNITS),
    ]


class SampleTest(unittest.TestCase):
    def test_execute_survives_cut_links_and_a_killed_service(self) -> None:
        self.assertEqual([], survive.check([sys.executable, "-m", "solvergrpc.samples.execute"]))


class SessionTest(unittest.TestCase):
    def setUp(self) -> None:
        self.client = sg.Client(service.address())
        self.addCleanup(self.client.close)

    def test_plan_has_the_whole_order_and_a_proof(self) -> None:
        with self.client.open_session(execute.order()) as session:
            next(iter(session))
            plan = session.plan
        self.assertEqual((1, 0, execute.UNITS), (plan.version, plan.from_period, sum(plan.schedule)))
        self.assertLessEqual(abs(plan.message.certificate.relative_gap), 1e-9)
        self.assertNotEqual("", session.session_id)

    def test_events_change_the_plan_and_become_durable(self) -> None:
        with self.client.open_session(execute.order()) as session:
            messages = iter(session)
            next(messages)
            units = session.plan.schedule[0]
            last = [session.send(event) for event in events(units)][-1]
            while session.based_on_seq < last or session.durable_seq < last:
                next(messages)
            self.assertEqual(1, session.plan.from_period)
            self.assertEqual(execute.UNITS - units, sum(session.plan.schedule))
            self.assertEqual(units, session.plan.message.state.filled_units)

    def test_event_that_is_refused_is_told_and_the_session_goes_on(self) -> None:
        with self.client.open_session(execute.order()) as session:
            bust = session.send(M.FillBust(exec_id="never"))
            pause = session.send(M.Pause())
            rejected = None
            for message in session:
                if message.HasField("event_rejected"):
                    rejected = message.event_rejected
                if session.based_on_seq >= pause:
                    break
        self.assertEqual(bust, rejected.seq)
        self.assertNotEqual("", rejected.error.message)

    def test_cancelled_order_is_done(self) -> None:
        with self.client.open_session(execute.order()) as session:
            session.send(M.Cancel(reason="test"))
            kinds = [message.WhichOneof("message") for message in session]
        self.assertIn("done", kinds)

    def test_invalid_problem_ends_the_session_with_its_violations(self) -> None:
        opening = execute.order()
        opening.problem.instrument.tick_size = 0
        with self.client.open_session(opening) as session, self.assertRaises(sg.InvalidProblem) as caught:
            list(session)
        self.assertTrue(any("tick_size" in v.field for v in caught.exception.violations), caught.exception)

    def test_second_stream_with_the_key_takes_the_session_over(self) -> None:
        opening = execute.order()
        opening.session_key = os.urandom(16)
        with self.client.open_session(opening) as first, connect(service.address(), None) as channel:
            messages = iter(first)
            next(messages)
            second = SolverServiceStub(channel).StreamReoptimize(iter([resume(opening.session_key)]))
            self.assertEqual(first.session_id, next(second).resumed.session_id)
            with self.assertRaises(sg.TakenOver):
                list(messages)
            self.assertEqual(0, first.resumes)

    def test_new_process_that_opens_with_the_same_content_has_the_same_session(self) -> None:
        opening = execute.order()
        opening.session_key = os.urandom(16)
        with self.client.open_session(opening) as first, sg.Client(service.address()) as other:
            messages = iter(first)
            next(messages)
            with other.open_session(opening) as anew:
                next(iter(anew))
                self.assertEqual(first.session_id, anew.session_id)
                with self.assertRaises(sg.TakenOver):
                    list(messages)

    def test_stream_that_is_read_late_is_turned_away(self) -> None:
        opening = execute.order()
        opening.session_key = os.urandom(16)
        later = M.StreamReoptimizeRequest(seq=1, open=opening)
        later.open.attempt = 2**62
        with connect(service.address(), None) as channel:
            self.assertEqual(1, next(SolverServiceStub(channel).StreamReoptimize(iter([later]))).opened.epoch)
            with self.client.open_session(opening) as late, self.assertRaises(sg.TakenOver) as caught:
                list(late)
            self.assertEqual("LATE_ATTEMPT", caught.exception.reason)

    def test_stranger_without_the_key_is_refused_and_the_first_goes_on(self) -> None:
        opening = execute.order()
        with self.client.open_session(opening) as owner:
            messages = iter(owner)
            next(messages)
            with self.client.open_session(opening) as stranger, self.assertRaises(sg.CallError) as caught:  # another key
                list(stranger)
            self.assertEqual(
                (grpc.StatusCode.PERMISSION_DENIED, "SESSION_OF_OTHERS"), (caught.exception.code, caught.exception.reason)
            )
            last = owner.send(M.Pause())
            while owner.durable_seq < last:
                next(messages)
        self.assertEqual(0, owner.resumes)

    def test_unknown_session_is_not_found(self) -> None:
        with connect(service.address(), None) as channel, self.assertRaises(grpc.RpcError) as caught:
            list(SolverServiceStub(channel).StreamReoptimize(iter([resume(os.urandom(16))])))
        error = from_rpc_error(caught.exception)
        self.assertEqual((grpc.StatusCode.NOT_FOUND, "SESSION_UNKNOWN", False), (error.code, error.reason, error.resumable))

    def test_nobody_listening_is_unreachable_when_patience_ends(self) -> None:
        with sg.Client("127.0.0.1:1") as client, client.open_session(execute.order(), patience=0.1) as session:
            with self.assertRaises(sg.Unreachable):
                list(session)
        self.assertGreater(session.resumes, 0)


class AsyncSessionTest(unittest.IsolatedAsyncioTestCase):
    async def test_works_periods_over_a_link_that_breaks_in_the_middle_of_events(self) -> None:
        proxy = CuttingProxy(service.address(), [1, 2, 4, 3])
        self.addCleanup(proxy.close)
        filled = 0
        async with sg.AsyncClient(proxy.address) as client, client.open_session(execute.order()) as session:
            messages = session.__aiter__()
            await messages.__anext__()
            for period in range(20):
                units = session.plan.schedule[period]
                session.send(M.ChildSubmitted(child_id=f"c{period}", period=period, units=units))
                session.send(M.Fill(exec_id=f"x{period}", child_id=f"c{period}", units=units, price_ticks=5000))
                filled += units
                last = session.send(M.PeriodClose(period=period, reference_price_ticks=5000, volume_units=execute.UNITS))
                while session.based_on_seq < last:
                    await messages.__anext__()
            self.assertEqual(execute.UNITS - filled, sum(session.plan.schedule))
            cancel = session.send(M.Cancel())
            done = [message.done async for message in messages if message.HasField("done")]
            self.assertEqual([filled], [message.summary.filled_units for message in done])
            self.assertGreaterEqual(session.durable_seq, cancel)
        self.assertEqual(0, proxy.cuts_left)
        self.assertGreaterEqual(session.resumes, 4)

    async def test_second_stream_with_the_key_takes_the_session_over(self) -> None:
        opening = execute.order()
        opening.session_key = os.urandom(16)
        async with sg.AsyncClient(service.address()) as client, client.open_session(opening) as first:
            messages = first.__aiter__()
            await messages.__anext__()
            async with connect_aio(service.address(), None) as channel:
                second = SolverServiceStub(channel).StreamReoptimize(iter([resume(opening.session_key)]))
                self.assertEqual(first.session_id, (await second.read()).resumed.session_id)
                with self.assertRaises(sg.TakenOver):
                    [message async for message in messages]


if __name__ == "__main__":
    unittest.main()
