"""Measures what a call costs here: a solve of 390 minutes, and an event of a session until its plan.

    python3 -m solvergrpc.samples.latency [ADDRESS]
"""

from __future__ import annotations

import sys
import time
from typing import Callable, List

import solvergrpc as sg
from solvergrpc.samples import day

M = sg.messages
WARM = 500
COUNT = 1_000


def measure(call: Callable[[], object]) -> List[float]:
    """Microseconds of each call, sorted."""
    times = []
    for i in range(WARM + COUNT):
        begin = time.perf_counter_ns()
        call()
        if i >= WARM:
            times.append((time.perf_counter_ns() - begin) / 1e3)
    return sorted(times)


def show(what: str, times: List[float]) -> None:
    """A line that scripts/latency.sh reads."""
    print(f"{what} p50 {times[len(times) // 2]:.0f} p99 {times[len(times) * 99 // 100]:.0f}")


def main() -> None:
    """The program."""
    address = sys.argv[1] if len(sys.argv) > 1 else "localhost:50051"
    request = M.SolveRequest(problem=day.problem())
    opening = M.Open(client_order_id=f"latency-{time.time_ns()}", problem=day.problem())
    opening.problem.quantity_units = day.SHARES
    opening.problem.whole_lots.lot_units = 1
    opening.problem.instrument.tick_size = 0.01
    opening.problem.instrument.arrival_price = day.PRICE
    opening.policy.durability = M.DURABILITY_NONE
    with sg.Client(address) as client, client.open_session(opening) as session:
        show("solve", measure(lambda: client.solve(request)))

        messages = iter(session)
        event = M.MarketUpdate(impact_scale=1.001)

        def replan() -> None:
            seq = session.send(event)
            while session.based_on_seq < seq:
                next(messages)

        show("event", measure(replan))


if __name__ == "__main__":
    main()
