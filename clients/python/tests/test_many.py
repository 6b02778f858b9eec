"""Many problems on one stream, blocking and asyncio."""

from __future__ import annotations

import asyncio
import random
import unittest

import solvergrpc as sg
from solvergrpc.samples import day
from tests import service

SEED = 20260105


def problems(count: int) -> list:
    """Problems of all sizes; every tenth is wrong, every seventh of the others infeasible."""
    r = random.Random(SEED)
    made = []
    for i in range(count):
        alpha = [r.uniform(0.1, 2) for _ in range(r.choice([1, 3, 50, 400]))]
        quantity = -1 if i % 10 == 9 else 100
        cap = 50 / len(alpha) if i % 7 == 6 else None
        made.append(sg.buy(quantity, sg.power_law(alpha, 1.5, basis=sg.Basis.TOTAL_COST), cap=cap))
    return made


class SolveManyTest(unittest.TestCase):
    def setUp(self) -> None:
        self.client = sg.Client(service.address())
        self.addCleanup(self.client.close)

    def assert_same_as_one_by_one(self, sent: list, items: list) -> None:
        self.assertEqual(list(range(len(sent))), sorted(item.index for item in items))
        for item in items:
            try:
                expected = self.client.solve(sent[item.index])
            except sg.InvalidProblem as error:
                with self.assertRaises(sg.InvalidProblem) as caught:
                    item.result()
                self.assertEqual(error.violations[0].description, caught.exception.violations[0].description)
                continue
            self.assertIs(expected.termination, item.result().termination)
            if expected.optimal:
                self.assertEqual(expected.schedule, item.result().schedule)

    def test_every_problem_gets_the_answer_it_gets_alone(self) -> None:
        sent = problems(200)
        self.assert_same_as_one_by_one(sent, list(self.client.solve_many(iter(sent))))

    def test_no_problems_no_answers(self) -> None:
        self.assertEqual([], list(self.client.solve_many([])))

    def test_leaving_the_loop_early_leaves_the_connection_usable(self) -> None:
        for item in self.client.solve_many(day.problem() for _ in range(1000)):
            self.assertTrue(item.result().optimal)
            break
        self.assertTrue(self.client.solve(day.problem()).optimal)

    def test_options_hold_for_every_problem(self) -> None:
        options = sg.messages.SolveOptions(method=sg.messages.METHOD_EQUAL_SPLIT)
        for item in self.client.solve_many([day.problem()] * 3, options=options):
            self.assertEqual(options.method, item.result().message.diagnostics.method)

    def test_nobody_listening_is_unreachable(self) -> None:
        with sg.Client("127.0.0.1:1") as client, self.assertRaises(sg.Unreachable):
            list(client.solve_many([day.problem()]))

    def test_timeout_is_a_deadline(self) -> None:
        with service.silent_address() as address, sg.Client(address) as client:
            with self.assertRaises(sg.DeadlineExceeded):
                list(client.solve_many([day.problem()], timeout=0.05))


class AsyncTest(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self) -> None:
        self.client = sg.AsyncClient(service.address())
        self.addAsyncCleanup(self.client.close)

    async def test_solve(self) -> None:
        with sg.Client(service.address()) as blocking:
            expected = blocking.solve(day.problem())
        self.assertEqual(expected.schedule, (await self.client.solve(day.problem())).schedule)

    async def test_concurrent_solves_share_the_connection(self) -> None:
        solutions = await asyncio.gather(*(self.client.solve(day.problem()) for _ in range(50)))
        self.assertEqual(1, len({tuple(s.schedule) for s in solutions}))

    async def test_unix_socket_and_context_manager(self) -> None:
        async with sg.AsyncClient(service.shared().endpoints[1]) as client:
            self.assertTrue((await client.solve(day.problem())).optimal)

    async def test_invalid_problem(self) -> None:
        with self.assertRaises(sg.InvalidProblem) as caught:
            await self.client.solve(sg.buy(-1, sg.power_law([1, 2], 1.5, basis=sg.Basis.TOTAL_COST)))
        self.assertEqual(["problem.quantity"], [v.field for v in caught.exception.violations])

    async def test_nobody_listening_and_deadline(self) -> None:
        with service.silent_address() as address:
            async with sg.AsyncClient(address) as client:
                with self.assertRaises(sg.DeadlineExceeded):
                    await client.solve(day.problem(), timeout=0.05)
        async with sg.AsyncClient("127.0.0.1:1") as client:
            with self.assertRaises(sg.Unreachable):
                await client.solve(day.problem())
            with self.assertRaises(sg.Unreachable):
                [item async for item in client.solve_many([day.problem()])]

    async def test_solve_many_from_a_list_and_from_an_async_generator(self) -> None:
        sent = problems(60)

        async def generate():
            for problem in sent:
                yield problem
                await asyncio.sleep(0)

        with sg.Client(service.address()) as blocking:
            expected = {item.index: item.solution and item.solution.termination for item in blocking.solve_many(sent)}
        for source in (sent, generate()):
            got = {item.index: item.solution and item.solution.termination async for item in self.client.solve_many(source)}
            self.assertEqual(expected, got)


if __name__ == "__main__":
    unittest.main()
