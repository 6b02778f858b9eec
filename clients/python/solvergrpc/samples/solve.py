"""Solves a day of 390 minutes and prints the schedule with its proof.

    python3 -m solvergrpc.samples.solve [ADDRESS] [--plot FILE]
"""

from __future__ import annotations

import argparse
import sys
from typing import List, Optional

import solvergrpc as sg
from solvergrpc.samples import day

ROW_MINUTES = 15
BAR_WIDTH = 50


def chart(schedule: List[float]) -> List[str]:
    """One bar for each quarter of an hour."""
    rows = [sum(schedule[i : i + ROW_MINUTES]) for i in range(0, len(schedule), ROW_MINUTES)]
    lines = []
    for row, shares in enumerate(rows):
        hour, minute = divmod(9 * 60 + 30 + row * ROW_MINUTES, 60)
        lines.append(f"{hour:02}:{minute:02} {shares:8,.0f} {'#' * round(BAR_WIDTH * shares / max(rows))}")
    return lines


def report(solution: sg.Solution) -> List[str]:
    """What the desk wants to know."""
    proof = solution.certificate
    saving = "breaks a constraint" if solution.saving is None else f"costs {solution.message.equal_split.objective:,.2f}"
    return [
        f"termination   {solution.termination.name}",
        f"lambda        {solution.lambda_:.8f} per share: what one share more would cost",
        f"cost          {solution.cost:,.2f} = {1e4 * solution.cost / (day.SHARES * day.PRICE):.2f} bp",
        f"equal split   {saving}" + ("" if solution.saving is None else f", so the schedule saves {solution.saving:.2%}"),
        f"certificate   no schedule is cheaper than {proof.lower_bound:,.2f} (gap {proof.relative_gap:.1e}), "
        f"sum off by {proof.sum_error:.1e}",
        f"solved in     {solution.message.diagnostics.solve_time_ns / 1000:.0f} us",
    ]


def plot(schedule: List[float], path: str) -> None:
    """Draws the schedule with matplotlib."""
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(9, 3))
    axes.bar(range(len(schedule)), schedule, width=1)
    axes.set(xlabel="minute", ylabel="shares")
    figure.savefig(path)


def main(arguments: Optional[List[str]] = None) -> int:
    """The program; returns its exit code."""
    parser = argparse.ArgumentParser(description="Solve a day of 390 minutes.")
    parser.add_argument("address", nargs="?", default="localhost:50051", help="host:port, https://host:port or unix:/path")
    parser.add_argument("--plot", metavar="FILE", help="draw the schedule (needs matplotlib)")
    options = parser.parse_args(arguments)

    try:
        with sg.Client(options.address) as client:
            solution = client.solve(day.problem())
            schedule = solution.schedule
    except sg.SolverError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"Buy {day.SHARES:,} shares in {len(schedule)} minutes; each bar is {ROW_MINUTES} of them\n")
    print("\n".join([*chart(schedule), "", *report(solution)]))
    if options.plot:
        plot(schedule, options.plot)
    return 0


if __name__ == "__main__":
    sys.exit(main())
