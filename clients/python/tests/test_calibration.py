"""From books to a problem that solves: streamed from here, or from a file of the service."""

from __future__ import annotations

import functools
import gzip
import subprocess
import tempfile
import unittest
from pathlib import Path
from typing import Iterator

import solvergrpc as sg
from tests import service

M = sg.messages
PERIODS = 12
HEADER = "ts_event,action,price,size,flags,bid_px_00,ask_px_00,bid_sz_00,ask_sz_00\n"


@functools.lru_cache(maxsize=None)
def folder() -> Path:
    """A folder with a simulated session of the service's making."""
    made = service.folder() / "market"
    made.mkdir()
    command = [str(service.SOLVER), "generate", "--output", f"{made}/book.csv.gz", "--periods", str(PERIODS), "--books", "40"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return made


def settings() -> M.CalibrationSettings:
    """To buy 5,000 shares in the periods of the session."""
    return M.CalibrationSettings(
        side=M.SIDE_BUY, quantity=5_000, period_count=PERIODS, curve=M.IMPACT_CURVE_POWER_LAW, replicates=20
    )


def dearer() -> Iterator[object]:
    """A session whose own executions cost twice the impact that was calibrated."""
    alpha, beta, half_spread = 0.001, 0.6, 0.02
    cost = sg.power_law(alpha, beta, basis=sg.Basis.PER_SHARE, half_spread=half_spread)
    yield M.ReestimateOpen(problem=sg.buy(5_000, cost, periods=PERIODS))
    for period in range(PERIODS):
        for quantity in (400, 450, 500, 550, 600):
            yield M.OwnExecution(quantity=quantity, price=50 + half_spread + 2 * alpha * quantity**beta, mid=50)
        yield M.ReestimateClose(period=period)


class CalibrationTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.service = service.Service(["http://127.0.0.1:0"], "--calibration-folder", str(folder()))
        cls.addClassCleanup(cls.service.stop)

    def setUp(self) -> None:
        self.client = sg.Client(self.service.endpoints[0])
        self.addCleanup(self.client.close)

    def test_streamed_file_gives_a_problem_that_solves(self) -> None:
        found = self.client.calibrate(sg.read_mbp10(folder() / "book.csv.gz"), settings())
        self.assertEqual((M.IMPACT_CURVE_POWER_LAW, PERIODS), (found.curve, len(found.problem.cost.power_law.alpha)))
        self.assertGreater(found.data.intervals, PERIODS)
        solution = self.client.solve(found.problem)
        self.assertTrue(solution.optimal, solution)
        self.assertAlmostEqual(5_000, sum(solution.schedule), delta=1e-6)

    def test_file_of_the_service_gives_what_its_stream_gives(self) -> None:
        streamed = self.client.calibrate(sg.read_mbp10(folder() / "book.csv.gz"), settings())
        found = self.client.calibrate_file("book.csv.gz", settings())
        self.assertEqual(found.problem.grid, streamed.problem.grid)
        self.assertEqual(PERIODS, len(streamed.problem.cost.power_law.alpha))
        for x, y in zip(found.problem.cost.power_law.alpha, streamed.problem.cost.power_law.alpha):
            self.assertAlmostEqual(1, x / y, delta=1e-9)

    def test_file_that_is_not_there_is_not_found(self) -> None:
        with self.assertRaises(sg.CallError) as caught:
            self.client.calibrate_file("none.csv", settings())
        self.assertEqual("NOT_FOUND", caught.exception.code.name)

    def test_wrong_settings_name_their_violations(self) -> None:
        with self.assertRaises(sg.InvalidProblem) as caught:
            self.client.calibrate([], M.CalibrationSettings(period_count=-1))
        self.assertLessEqual({"settings.side", "settings.period_count"}, {v.field for v in caught.exception.violations})

    def test_events_that_fail_fail_the_call_with_their_own_error(self) -> None:
        def failing():
            yield M.MarketEvent(time_ns=1)
            raise ZeroDivisionError

        with self.assertRaises(ZeroDivisionError):
            self.client.calibrate(failing(), settings())
        with self.assertRaises(ZeroDivisionError):
            list(self.client.solve_many(1 / 0 for _ in range(2)))

    def test_dearer_executions_raise_the_updates(self) -> None:
        answers = list(self.client.reestimate(dearer()))
        self.assert_dearer(answers)

    def assert_dearer(self, answers: list) -> None:
        self.assertEqual(list(range(1, PERIODS)), [answer.update.from_period for answer in answers[:-1]])
        self.assertFalse(answers[-1].HasField("update"))
        self.assertGreater(answers[-1].impact_scale, 1.5)
        self.assertLess(answers[0].impact_scale, 1.3)

    def test_reestimation_of_no_problem_names_its_violations(self) -> None:
        with self.assertRaises(sg.InvalidProblem):
            list(self.client.reestimate([M.ReestimateOpen()]))


class AsyncTest(unittest.IsolatedAsyncioTestCase):
    async def test_the_same_awaited(self) -> None:
        running = service.Service(["http://127.0.0.1:0"], "--calibration-folder", str(folder()))
        self.addCleanup(running.stop)
        async with sg.AsyncClient(running.endpoints[0]) as client:
            streamed = await client.calibrate(sg.read_mbp10(folder() / "book.csv.gz"), settings())
            found = await client.calibrate_file("book.csv.gz", settings())
            self.assertEqual(found.problem.grid, streamed.problem.grid)
            self.assertEqual(PERIODS, len([answer async for answer in client.reestimate(dearer())]))
            with self.assertRaises(ZeroDivisionError):
                await client.calibrate((1 / 0 for _ in range(2)), settings())
            with self.assertRaises(ZeroDivisionError):
                [item async for item in client.solve_many(1 / 0 for _ in range(2))]
            with self.assertRaises(sg.InvalidProblem):
                await client.calibrate([], M.CalibrationSettings())


class Mbp10Test(unittest.TestCase):
    def read(self, *rows: str, packed: bool = False) -> list:
        with tempfile.NamedTemporaryFile() as file:
            text = (HEADER + "".join(row + "\n" for row in rows)).encode()
            file.write(gzip.compress(text) if packed else text)
            file.flush()
            return list(sg.read_mbp10(file.name))

    def test_decimals_and_raw_prices_packed_or_not_are_the_same(self) -> None:
        event = M.MarketEvent(time_ns=1_700_000_000_000_000_005, trade_price=99.5, trade_size=3)
        event.bid_price.append(99.25)
        event.bid_size.append(7)
        event.ask_price.append(99.5)
        event.ask_size.append(8)
        for row in (
            "1700000000000000005,T,99.5,3,128,99.25,99.5,7,8",
            "2023-11-14T22:13:20.000000005Z,T,99500000000,3,128,99250000000,99500000000,7,8",
        ):
            for packed in (False, True):
                (got,) = self.read(row, packed=packed)
                self.assertEqual(event, got)

    def test_books_that_are_not_whole_or_not_trusted_are_left_out_and_trades_stay(self) -> None:
        for flags, books in ((128, 1), (0, 0), (128 | 8, 0), (128 | 4, 0)):
            (got,) = self.read(f"1,T,99.5,3,{flags},99.25,99.5,7,8")
            self.assertEqual((books, 3), (len(got.bid_price), got.trade_size))
            self.assertEqual(books, len(self.read(f"1,A,99.5,3,{flags},99.25,99.5,7,8")))

    def test_row_that_cannot_be_read_names_its_line(self) -> None:
        with self.assertRaisesRegex(ValueError, "line 3: .*'x'"):
            self.read("1,A,99.5,3,128,99.25,99.5,7,8", "2,A,99.5,3,128,x,99.5,7,8")


if __name__ == "__main__":
    unittest.main()
