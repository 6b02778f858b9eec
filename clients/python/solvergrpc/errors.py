"""What can go wrong with a call, as exceptions."""

from __future__ import annotations

from datetime import timedelta
from typing import Dict, NamedTuple, Optional, Tuple, Type, TypeVar

import grpc

from solvergrpc._google_rpc import error_details_pb2, status_pb2


Detail = TypeVar("Detail", error_details_pb2.ErrorInfo, error_details_pb2.RetryInfo, error_details_pb2.BadRequest)


class SolverError(Exception):
    """Base of everything this package raises on its own."""


class NoSchedule(SolverError):
    """The problem has no schedule (or none was found); the message says why."""


class CallError(SolverError):
    """A call that ended with another status than OK."""

    def __init__(self, status: status_pb2.Status) -> None:
        super().__init__(status.message)
        self.status = status
        """The error as it came."""
        self.code: grpc.StatusCode = _CODES.get(status.code, grpc.StatusCode.UNKNOWN)
        """The gRPC status code."""
        info = _detail(status, error_details_pb2.ErrorInfo)
        self.reason: str = info.reason if info else ""
        """Why, for a program; empty if the service did not say."""
        retry = _detail(status, error_details_pb2.RetryInfo)
        self.retry_after: Optional[timedelta] = retry.retry_delay.ToTimedelta() if retry else None
        """When it is sensible to try again, if the service said so."""

    @property
    def resumable(self) -> bool:
        """Whether a session that ended so may go on on a new stream: the link broke, or the service asks for it."""
        if self.reason:
            return self.reason in _RESUMABLE
        return self.code in (
            grpc.StatusCode.UNAVAILABLE,
            grpc.StatusCode.INTERNAL,
            grpc.StatusCode.UNKNOWN,
            grpc.StatusCode.CANCELLED,
        )

    def __str__(self) -> str:
        return f"{self.code.name}: {super().__str__()}"


_RESUMABLE = ("SERVER_STOPPING", "JOURNAL_FAILED", "SLOW_READER", "SEQ_GAP")


class Violation(NamedTuple):
    """One fault of a request."""

    field: str
    """Its path with the index, e.g. ``problem.cost.power_law.alpha[17]``."""
    description: str
    """What is wrong and what is allowed."""


class InvalidProblem(CallError):
    """The request is not a problem at all; :attr:`violations` has every fault at once."""

    def __init__(self, status: status_pb2.Status) -> None:
        super().__init__(status)
        bad = _detail(status, error_details_pb2.BadRequest)
        self.violations: Tuple[Violation, ...] = tuple(
            Violation(v.field, v.description) for v in (bad.field_violations if bad else ())
        )

    def __str__(self) -> str:
        return "\n  ".join([super().__str__(), *(f"{v.field}: {v.description}" for v in self.violations)])


class Unreachable(CallError):
    """No service answers at the address, or the link broke."""


class DeadlineExceeded(CallError):
    """The call's timeout passed."""


class Overloaded(CallError):
    """The service has enough to do, or the message is too large; see :attr:`CallError.retry_after`."""


class NotServed(CallError):
    """The service at the address does not serve this call (yet)."""


class TakenOver(CallError):
    """A newer stream has taken the session over; nothing that was sent on this one since then has an effect."""


_CODES: Dict[int, grpc.StatusCode] = {code.value[0]: code for code in grpc.StatusCode}

_TYPES: Dict[grpc.StatusCode, Type[CallError]] = {
    grpc.StatusCode.INVALID_ARGUMENT: InvalidProblem,
    grpc.StatusCode.UNAVAILABLE: Unreachable,
    grpc.StatusCode.DEADLINE_EXCEEDED: DeadlineExceeded,
    grpc.StatusCode.RESOURCE_EXHAUSTED: Overloaded,
    grpc.StatusCode.UNIMPLEMENTED: NotServed,
}


def from_status(status: status_pb2.Status) -> CallError:
    """The exception for a ``google.rpc.Status``."""
    info = _detail(status, error_details_pb2.ErrorInfo)
    if info and info.reason in ("FENCED", "LATE_ATTEMPT"):
        return TakenOver(status)
    return _TYPES.get(_CODES.get(status.code, grpc.StatusCode.UNKNOWN), CallError)(status)


def from_rpc_error(error: grpc.RpcError) -> CallError:
    """The exception for a call that gRPC ended, details of ``grpc-status-details-bin`` included."""
    for key, value in error.trailing_metadata() or ():
        if key == "grpc-status-details-bin":
            return from_status(status_pb2.Status.FromString(value))
    return from_status(status_pb2.Status(code=error.code().value[0], message=error.details() or ""))


def _detail(status: status_pb2.Status, kind: Type[Detail]) -> Optional[Detail]:
    for packed in status.details:
        if packed.Is(kind.DESCRIPTOR):
            message = kind()
            packed.Unpack(message)
            return message
    return None
