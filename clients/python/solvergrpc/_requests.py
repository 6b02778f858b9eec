"""What the blocking and the asyncio client share: requests out, answers in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional, Sequence, Union

from solvergrpc import messages
from solvergrpc.errors import CallError, from_status
from solvergrpc.solution import Solution

Request = Union[messages.Problem, messages.SolveRequest]


@dataclass(frozen=True)
class Item:
    """One answer of ``solve_many``."""

    index: int
    """Position of its problem in the input, from 0."""
    solution: Optional[Solution]
    """The answer, unless there is an error."""
    error: Optional[CallError]
    """The error that ``solve`` would have raised; it ends only this item."""

    def result(self) -> Solution:
        """The answer, or raises the error."""
        if self.error is not None:
            raise self.error
        assert self.solution is not None
        return self.solution


def solve_request(problem: Request, options: Optional[messages.SolveOptions]) -> messages.SolveRequest:
    """The request for a problem; a whole request is sent as it is."""
    if isinstance(problem, messages.SolveRequest):
        return problem
    return messages.SolveRequest(problem=problem, options=options)


def many_request(index: int, problem: Request, options: Optional[messages.SolveOptions]) -> messages.SolveManyRequest:
    """The request for one of many, named by its position."""
    request = messages.SolveManyRequest(solve=solve_request(problem, options))
    request.solve.request_id = str(index)
    return request


def frontier_request(
    problem: messages.Problem, risk_aversion: Sequence[float], points: int, schedules: bool
) -> messages.TraceFrontierRequest:
    """The request for a frontier; what the problem says of risk is left aside."""
    request = messages.TraceFrontierRequest(
        problem=problem, risk_aversion=risk_aversion, point_count=points, include_schedules=schedules
    )
    request.problem.ClearField("risk")
    return request


def item(response: messages.SolveManyResponse) -> Item:
    """One of many answers."""
    index = int(response.request_id)
    if response.HasField("error"):
        return Item(index, None, from_status(response.error))
    return Item(index, Solution(response.response), None)
