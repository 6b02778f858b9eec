"""What the blocking and the asyncio client share: requests out, answers in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, AsyncIterable, AsyncIterator, Dict, Iterable, Iterator, List, Optional, Sequence, TypeVar, Union

from solvergrpc import messages
from solvergrpc.errors import CallError, from_status
from solvergrpc.solution import Solution

Request = Union[messages.Problem, messages.SolveRequest]


EVENTS_PER_BATCH = 500

T = TypeVar("T")


class Source:
    """What a call sends, and what broke it on the caller's side: of that, gRPC would only say that the call was cancelled."""

    def __init__(self, requests: Union[Iterable[Any], AsyncIterable[Any]]) -> None:
        self._requests: Any = requests
        self._failure: Optional[Exception] = None

    def __iter__(self) -> Iterator[Any]:
        try:
            yield from self._requests
        except Exception as failure:
            self._failure = failure
            raise

    async def __aiter__(self) -> AsyncIterator[Any]:
        try:
            async for request in self._requests:
                yield request
        except Exception as failure:
            self._failure = failure
            raise

    def raise_failure(self) -> None:
        """Raises what the caller's iteration raised, if it did."""
        if self._failure is not None:
            raise self._failure


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


def calibrate_requests(
    events: Iterable[messages.MarketEvent], settings: messages.CalibrationSettings
) -> Iterator[messages.CalibrateRequest]:
    """The settings, then the events in batches."""
    yield messages.CalibrateRequest(settings=settings)
    batch: List[messages.MarketEvent] = []
    for event in events:
        batch.append(event)
        if len(batch) == EVENTS_PER_BATCH:
            yield messages.CalibrateRequest(batch=messages.MarketBatch(events=batch))
            batch = []
    if batch:
        yield messages.CalibrateRequest(batch=messages.MarketBatch(events=batch))


def reestimate_request(item: Any) -> messages.ReestimateRequest:
    """One thing that was seen of a traded session."""
    field: Dict[str, Any] = {_SEEN[item.DESCRIPTOR.full_name]: item}
    return messages.ReestimateRequest(**field)


_SEEN = {f.message_type.full_name: f.name for f in messages.ReestimateRequest.DESCRIPTOR.oneofs_by_name["item"].fields}


async def asynchronous(items: Union[Iterable[T], AsyncIterable[T]]) -> AsyncIterator[T]:
    """The same items, one after the other."""
    if isinstance(items, AsyncIterable):
        async for item in items:
            yield item
    else:
        for item in items:
            yield item
