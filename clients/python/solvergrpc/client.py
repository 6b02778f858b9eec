"""The blocking client."""

from __future__ import annotations

from typing import Any, Iterable, Iterator, Optional, Sequence

import grpc

from solvergrpc import messages
from solvergrpc._channel import Tls, connect
from solvergrpc._generated.solver.v1.calibration_pb2_grpc import CalibrationServiceStub
from solvergrpc._generated.solver.v1.solver_service_pb2_grpc import SolverServiceStub
from solvergrpc._requests import (
    Item,
    Request,
    Source,
    calibrate_requests,
    frontier_request,
    item,
    many_request,
    reestimate_request,
    solve_request,
)
from solvergrpc.errors import from_rpc_error
from solvergrpc.session import Session
from solvergrpc.solution import Solution


class Client:
    """A connection to the service. Thread-safe; close it, or use it in a ``with`` statement.

    ``address`` is ``host:port``, ``http://host:port``, ``https://host:port`` or ``unix:/path``; TLS is used with
    ``https://`` or where ``tls`` is given. ``timeout`` in seconds is the default of every call, ``None``: none.
    """

    def __init__(self, address: str, *, tls: Optional[Tls] = None, timeout: Optional[float] = 30.0) -> None:
        self._address, self._tls = address, tls
        self._channel = connect(address, tls)
        self._stub = SolverServiceStub(self._channel)
        self._calibration = CalibrationServiceStub(self._channel)
        self._timeout = timeout

    def solve(
        self, problem: Request, *, options: Optional[messages.SolveOptions] = None, timeout: Optional[float] = None
    ) -> Solution:
        """Solves one problem.

        :raises InvalidProblem: it is not a problem at all; every violation is named.
        :raises CallError: the call failed otherwise (``Unreachable``, ``DeadlineExceeded``, ``Overloaded``, ...).
        """
        try:
            return Solution(self._stub.Solve(solve_request(problem, options), timeout=self._seconds(timeout)))
        except grpc.RpcError as error:
            raise from_rpc_error(error) from error

    def solve_many(
        self, problems: Iterable[Request], *, options: Optional[messages.SolveOptions] = None, timeout: Optional[float] = None
    ) -> Iterator[Item]:
        """Solves many problems on one stream and yields the answers as they are ready, in any order.

        ``problems`` is read by another thread, as fast as the service takes them. A wrong problem ends only its own
        item. Leaving the loop early cancels what is still under way.
        """
        source = Source(many_request(index, problem, options) for index, problem in enumerate(problems))
        call = self._stub.SolveMany(iter(source), timeout=self._seconds(timeout))
        try:
            for response in call:
                yield item(response)
        except grpc.RpcError as error:
            source.raise_failure()
            raise from_rpc_error(error) from error
        finally:
            call.cancel()

    def compare(self, request: messages.CompareRequest, *, timeout: Optional[float] = None) -> messages.CompareResponse:
        """Runs several methods on one problem; raises what :meth:`solve` raises."""
        try:
            return self._stub.Compare(request, timeout=self._seconds(timeout))
        except grpc.RpcError as error:
            raise from_rpc_error(error) from error

    def trace_frontier(
        self,
        problem: messages.Problem,
        *,
        risk_aversion: Sequence[float] = (),
        points: int = 0,
        schedules: bool = False,
        timeout: Optional[float] = None,
    ) -> Iterator[messages.TraceFrontierResponse]:
        """Yields points of the efficient frontier as they are found: for each ``risk_aversion`` (1/currency), or ``points``
        of them (0: 20) from the cheapest to the least risky schedule. Leaving the loop early ends the work.
        """
        request = frontier_request(problem, risk_aversion, points, schedules)
        call = self._stub.TraceFrontier(request, timeout=self._seconds(timeout))
        try:
            yield from call
        except grpc.RpcError as error:
            raise from_rpc_error(error) from error
        finally:
            call.cancel()

    def calibrate(
        self, events: Iterable[messages.MarketEvent], settings: messages.CalibrationSettings, *, timeout: Optional[float] = None
    ) -> messages.Calibration:
        """Estimates impact, volatility and volume per period from books and trades in the order of time, e.g.
        :func:`solvergrpc.read_mbp10`; its ``problem`` is ready for :meth:`solve`.

        :raises CallError: the call failed. What iterating over ``events`` raises is raised here, too.
        """
        source = Source(calibrate_requests(events, settings))
        try:
            return self._calibration.Calibrate(iter(source), timeout=self._seconds(timeout)).calibration
        except grpc.RpcError as error:
            source.raise_failure()
            raise from_rpc_error(error) from error

    def calibrate_file(
        self, file: str, settings: messages.CalibrationSettings, *, timeout: Optional[float] = None
    ) -> messages.Calibration:
        """The same from a file in the calibration folder of the service."""
        request = messages.CalibrateFileRequest(file=file, settings=settings)
        try:
            return self._calibration.CalibrateFile(request, timeout=self._seconds(timeout)).calibration
        except grpc.RpcError as error:
            raise from_rpc_error(error) from error

    def reestimate(self, seen: Iterable[Any], *, timeout: Optional[float] = None) -> Iterator[messages.ReestimateResponse]:
        """Follows a session while it is traded. ``seen`` yields a ``messages.ReestimateOpen``, then ``MarketBatch``, ``OwnExecution`` and, at the
        end of each period, ``ReestimateClose``, as they come: it is read by another thread, and may wait. Each close is answered with
        an ``update`` for :meth:`Session.send`. There is no time limit by default.
        """
        source = Source(reestimate_request(item) for item in seen)
        call = self._calibration.Reestimate(iter(source), timeout=timeout)
        try:
            yield from call
        except grpc.RpcError as error:
            source.raise_failure()
            raise from_rpc_error(error) from error
        finally:
            call.cancel()

    def open_session(self, opening: messages.Open, *, patience: float = 60.0) -> Session:
        """Opens a session for one parent order; ``opening.session_key`` is made if it is absent. Nothing is sent before the
        loop over the session begins. ``patience`` in seconds is how long it tries to reach the service again.
        """
        return Session(self._address, self._tls, opening, patience)

    def _seconds(self, timeout: Optional[float]) -> Optional[float]:
        return self._timeout if timeout is None else timeout

    def close(self) -> None:
        """Closes the connection; calls under way are cancelled."""
        self._channel.close()

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
