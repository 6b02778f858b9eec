"""Works an order over a stream: plans in, child orders and fills out. Survives restarts of the service.

    python3 -m solvergrpc.samples.execute [ADDRESS] [--pace SECONDS]

The market is made up: of every seventh child order only a half is filled, and the rest is cancelled; the plan makes up for it.
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from typing import List, Optional

import solvergrpc as sg

M = sg.messages
PERIODS = 60
UNITS = 100_000
TICK = 0.01
ARRIVAL_TICKS = 5_000


def order() -> M.Open:
    """Buy ``UNITS`` in ``PERIODS`` minutes; impact is smallest at both ends."""
    alpha = [2e-4 * (1 + math.sin(math.pi * (i + 0.5) / PERIODS)) for i in range(PERIODS)]
    problem = sg.buy(UNITS, sg.power_law(alpha, 0.6, basis=sg.Basis.PER_SHARE, half_spread=0.005), lot=1)
    problem.instrument.tick_size = TICK
    problem.instrument.arrival_price = ARRIVAL_TICKS * TICK
    policy = M.SessionPolicy(end_of_window=M.END_OF_WINDOW_CANCEL)
    return M.Open(client_order_id=f"sample-{time.time_ns()}", problem=problem, policy=policy)


class Desk:
    """What a trading system does with a session."""

    def __init__(self, session: sg.Session) -> None:
        self.session = session
        self.messages = iter(session)
        self.filled = 0
        self.done: Optional[M.ExecutionSummary] = None

    def wait(self, seq: int) -> None:
        """Until the plan takes the event ``seq`` into account."""
        while self.session.based_on_seq < seq and self.done is None:
            self.take(next(self.messages))

    def take(self, message: M.StreamReoptimizeResponse) -> None:
        """Plans are in ``session.plan`` already."""
        if message.HasField("event_rejected"):
            raise sg.SolverError(f"event {message.event_rejected.seq} was refused: {message.event_rejected.error.message}")
        if message.HasField("done"):
            self.done = message.done.summary

    def work(self, period: int) -> None:
        """Sends the child order of a period, takes its fills and closes the period."""
        units = self.session.plan.schedule[period]
        price = ARRIVAL_TICKS + period % 5
        fill = units // 2 if period % 7 == 6 else units
        if units:
            self.session.send(M.ChildSubmitted(child_id=f"c{period}", period=period, units=units))
        if fill:
            self.session.send(M.Fill(exec_id=f"x{period}", child_id=f"c{period}", units=fill, price_ticks=price))
        if fill < units:
            self.session.send(M.ChildCancelled(child_id=f"c{period}"))
        self.filled += fill
        print(f"period {period:2}  planned {units:6}  filled {fill:6}  left {UNITS - self.filled:6}", flush=True)
        closed = M.PeriodClose(period=period, reference_price_ticks=price, volume_units=50 * UNITS)
        self.wait(self.session.send(closed))


def main(arguments: Optional[List[str]] = None) -> int:
    """The program; returns its exit code."""
    parser = argparse.ArgumentParser(description="Work an order over a stream.")
    parser.add_argument("address", nargs="?", default="localhost:50051", help="host:port, https://host:port or unix:/path")
    parser.add_argument("--pace", type=float, default=0.02, help="seconds that a period takes")
    options = parser.parse_args(arguments)

    try:
        with sg.Client(options.address) as client, client.open_session(order()) as session:
            desk = Desk(session)
            desk.wait(1)
            for period in range(PERIODS):
                desk.work(period)
                time.sleep(options.pace)
            for message in desk.messages:
                desk.take(message)
    except sg.SolverError as error:
        print(error, file=sys.stderr)
        return 1
    assert desk.done is not None
    print(f"done: filled {desk.done.filled_units} at {desk.done.average_price:.4f}, shortfall {desk.done.shortfall:.2f}")
    print(f"went on on a new stream {session.resumes} times")
    return 0 if desk.done.filled_units == desk.filled else 1


if __name__ == "__main__":
    sys.exit(main())
