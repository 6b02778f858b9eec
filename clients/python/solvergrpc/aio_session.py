"""The session for asyncio: the same as :class:`solvergrpc.Session`, awaited."""

from __future__ import annotations

import asyncio
import random
import time
from typing import AsyncIterator, Optional

import grpc
import grpc.aio

from solvergrpc import messages
from solvergrpc._channel import STREAM_OPTIONS, Tls, connect_aio
from solvergrpc._generated.solver.v1.solver_service_pb2_grpc import SolverServiceStub
from solvergrpc._ledger import Ledger, Plan, Request, Response
from solvergrpc.errors import from_rpc_error
from solvergrpc.session import PAUSE_SECONDS_MAX, PAUSE_SECONDS_MIN


class AsyncSession:
    """A session with the service for one event loop: :meth:`send` events, iterate with ``async for`` over what it says."""

    def __init__(self, address: str, tls: Optional[Tls], opening: messages.Open, patience: float) -> None:
        self._address = address
        self._tls = tls
        self._patience = patience
        self._ledger = Ledger(opening, time.time())
        self._outgoing = _Outgoing()
        self._call: Optional[grpc.aio.StreamStreamCall] = None
        self._closed = False
        self.resumes = 0
        """How often it has gone on on a new stream."""

    def send(self, event: object) -> int:
        """Sends an event, e.g. ``messages.Fill(...)``, and returns its seq. Does not wait for anything."""
        request = self._ledger.add(event, time.time())
        if self._ledger.attached:
            self._outgoing.put(request)
        return request.seq

    @property
    def plan(self) -> Plan:
        """The newest plan, complete. Version 0: there is none yet."""
        return self._ledger.plan

    @property
    def session_id(self) -> str:
        """The public name of the session; empty until the service has answered."""
        return self._ledger.session_id

    @property
    def based_on_seq(self) -> int:
        """The last event that :attr:`plan` takes into account."""
        return self._ledger.based_on_seq

    @property
    def durable_seq(self) -> int:
        """Events at or below this seq survive a crash of the service."""
        return self._ledger.durable_seq

    async def __aiter__(self) -> AsyncIterator[Response]:
        """Plans, acks, rejections, warnings, residuals and Done, each once; raises what :class:`solvergrpc.Session` raises."""
        pause, quiet_since = PAUSE_SECONDS_MIN, time.monotonic()
        while not self._closed:
            try:
                async for response in self._stream():
                    pause, quiet_since = PAUSE_SECONDS_MIN, time.monotonic()
                    if (message := self._take(response)) is not None:
                        yield message
                return
            except grpc.RpcError as broken:
                error = from_rpc_error(broken)
                if self._closed or (self._ledger.done and error.reason == "SESSION_UNKNOWN"):
                    return
                if not self._ledger.forgive(error) or time.monotonic() - quiet_since > self._patience:
                    raise error from broken
                self.resumes += 1
            await asyncio.sleep(pause * random.uniform(0.5, 1))
            pause = min(2 * pause, PAUSE_SECONDS_MAX)

    async def _stream(self) -> AsyncIterator[Response]:
        async with connect_aio(self._address, self._tls, STREAM_OPTIONS) as channel:
            self._outgoing = _Outgoing()
            for request in self._ledger.begin(time.time()):
                self._outgoing.put(request)
            self._call = SolverServiceStub(channel).StreamReoptimize(self._outgoing)
            async for response in self._call:
                yield response

    def _take(self, response: Response) -> Optional[Response]:
        message, again = self._ledger.receive(response)
        for request in again:
            self._outgoing.put(request)
        if self._ledger.done:
            self._outgoing.put(None)
        return message

    def close(self) -> None:
        """Leaves the session; the service keeps it, as its policy says."""
        self._closed = True
        self._outgoing.put(None)
        if self._call is not None:
            self._call.cancel()

    async def __aenter__(self) -> "AsyncSession":
        return self

    async def __aexit__(self, *_: object) -> None:
        self.close()


class _Outgoing:
    """Events on their way into one stream, until there comes ``None``."""

    def __init__(self) -> None:
        self._queue: "asyncio.Queue[Optional[Request]]" = asyncio.Queue()

    def put(self, request: Optional[Request]) -> None:
        self._queue.put_nowait(request)

    def __aiter__(self) -> "_Outgoing":
        return self

    async def __anext__(self) -> Request:
        request = await self._queue.get()
        if request is None:
            raise StopAsyncIteration
        return request
