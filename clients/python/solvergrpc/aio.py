"""The asyncio client: the same calls as :class:`solvergrpc.Client`, awaited."""

from __future__ import annotations

import asyncio
from typing import Any, AsyncIterable, AsyncIterator, Iterable, Optional, Sequence, Union

import grpc
import grpc.aio

from solvergrpc import messages
from solvergrpc._channel import Tls, connect_aio
from solvergrpc._generated.solver.v1.calibration_pb2_grpc import CalibrationServiceStub
from solvergrpc._generated.solver.v1.solver_service_pb2_grpc import SolverServiceStub
from solvergrpc._requests import (
    Item,
    Request,
    Source,
    asynchronous,
    calibrate_requests,
    frontier_request,
    item,
    many_request,
    reestimate_request,
    solve_request,
)
from solvergrpc.aio_session import AsyncSession
from solvergrpc.errors import from_rpc_error
from solvergrpc.solution import Solution


class AsyncClient:
    """A connection to the service for one event loop. Close it, or use it in an ``async with`` statement.

    Arguments as for :class:`solvergrpc.Client`.
    """

    def __init__(self, address: str, *, tls: Optional[Tls] = None, timeout: Optional[float] = 30.0) -> None:
        self._address, self._tls = address, tls
        self._channel = connect_aio(address, tls)
        self._stub = SolverServiceStub(self._channel)
        self._calibration = CalibrationServiceStub(self._channel)
        self._timeout = timeout

    async def solve(
        self, problem: Request, *, options: Optional[messages.SolveOptions] = None, timeout: Optional[float] = None
    ) -> Solution:
        """Solves one problem; raises what :meth:`solvergrpc.Client.solve` raises. Cancelling the task cancels the solve."""
        try:
            return Solution(await self._stub.Solve(solve_request(problem, options), timeout=self._seconds(timeout)))
        except grpc.RpcError as error:
            raise from_rpc_error(error) from error

    async def solve_many(
        self,
        problems: Union[Iterable[Request], AsyncIterable[Request]],
        *,
        options: Optional[messages.SolveOptions] = None,
        timeout: Optional[float] = None,
    ) -> AsyncIterator[Item]:
        """Solves many problems on one stream and yields the answers as they are ready, in any order."""
        source = Source(_requests(problems, options))
        call = self._stub.SolveMany(source.__aiter__(), timeout=self._seconds(timeout))
        try:
            async for response in call:
                yield item(response)
        except (grpc.RpcError, asyncio.CancelledError) as error:
            source.raise_failure()
            if isinstance(error, asyncio.CancelledError):
                raise
            raise from_rpc_error(error) from error
        finally:
            call.cancel()

    async def compare(self, request: messages.CompareRequest, *, timeout: Optional[float] = None) -> messages.CompareResponse:
        """Runs several methods on one problem."""
        try:
            return await self._stub.Compare(request, timeout=self._seconds(timeout))
        except grpc.RpcError as error:
            raise from_rpc_error(error) from error

    async def trace_frontier(
        self,
        problem: messages.Problem,
        *,
        risk_aversion: Sequence[float] = (),
        points: int = 0,
        schedules: bool = False,
        timeout: Optional[float] = None,
    ) -> AsyncIterator[messages.TraceFrontierResponse]:
        """Yields points of the efficient frontier as they are found; see :meth:`solvergrpc.Client.trace_frontier`."""
        request = frontier_request(problem, risk_aversion, points, schedules)
        call = self._stub.TraceFrontier(request, timeout=self._seconds(timeout))
        try:
            async for point in call:
                yield point
        except grpc.RpcError as error:
            raise from_rpc_error(error) from error
        finally:
            call.cancel()

    async def calibrate(
        self, events: Iterable[messages.MarketEvent], settings: messages.CalibrationSettings, *, timeout: Optional[float] = None
    ) -> messages.Calibration:
        """Estimates impact, volatility and volume from books and trades; see :meth:`solvergrpc.Client.calibrate`."""
        source = Source(asynchronous(calibrate_requests(events, settings)))
        try:
            return (await self._calibration.Calibrate(source.__aiter__(), timeout=self._seconds(timeout))).calibration
        except (grpc.RpcError, asyncio.CancelledError) as error:
            source.raise_failure()
            if isinstance(error, asyncio.CancelledError):
                raise
            raise from_rpc_error(error) from error

    async def calibrate_file(
        self, file: str, settings: messages.CalibrationSettings, *, timeout: Optional[float] = None
    ) -> messages.Calibration:
        """The same from a file in the calibration folder of the service."""
        request = messages.CalibrateFileRequest(file=file, settings=settings)
        try:
            return (await self._calibration.CalibrateFile(request, timeout=self._seconds(timeout))).calibration
        except grpc.RpcError as error:
            raise from_rpc_error(error) from error

    async def reestimate(
        self, seen: Union[Iterable[Any], AsyncIterable[Any]], *, timeout: Optional[float] = None
    ) -> AsyncIterator[messages.ReestimateResponse]:
        """Follows a session while it is traded; see :meth:`solvergrpc.Client.reestimate`."""
        source = Source(reestimate_request(item) async for item in asynchronous(seen))
        call = self._calibration.Reestimate(source.__aiter__(), timeout=timeout)
        try:
            async for answer in call:
                yield answer
        except (grpc.RpcError, asyncio.CancelledError) as error:
            source.raise_failure()
            if isinstance(error, asyncio.CancelledError):
                raise
            raise from_rpc_error(error) from error
        finally:
            call.cancel()

    def open_session(self, opening: messages.Open, *, patience: float = 60.0) -> AsyncSession:
        """Opens a session for one parent order; see :meth:`solvergrpc.Client.open_session`."""
        return AsyncSession(self._address, self._tls, opening, patience)

    def _seconds(self, timeout: Optional[float]) -> Optional[float]:
        return self._timeout if timeout is None else timeout

    async def close(self) -> None:
        """Closes the connection; calls under way are cancelled."""
        await self._channel.close()

    async def __aenter__(self) -> "AsyncClient":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


async def _requests(
    problems: Union[Iterable[Request], AsyncIterable[Request]], options: Optional[messages.SolveOptions]
) -> AsyncIterator[messages.SolveManyRequest]:
    index = 0
    async for problem in asynchronous(problems):
        yield many_request(index, problem, options)
        index += 1
