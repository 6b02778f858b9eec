"""Client of SolverGrpc: proven optimal schedules for parent orders.

    import solvergrpc as sg

    with sg.Client("localhost:50051") as client:
        cost = sg.power_law(alpha=[1, 2, 4], beta=0.5, basis=sg.Basis.PER_SHARE)
        solution = client.solve(sg.buy(100, cost))
        print(solution.schedule, solution.cost, solution.certificate.relative_gap)
"""

from solvergrpc import messages
from solvergrpc._channel import Tls
from solvergrpc._requests import Item
from solvergrpc._ledger import Plan, SessionLost
from solvergrpc.aio import AsyncClient
from solvergrpc.aio_session import AsyncSession
from solvergrpc.client import Client
from solvergrpc.costs import Basis, book, composite, linear, power_law, quadratic
from solvergrpc.errors import (
    CallError,
    DeadlineExceeded,
    InvalidProblem,
    NoSchedule,
    NotServed,
    Overloaded,
    SolverError,
    TakenOver,
    Unreachable,
    Violation,
)
from solvergrpc.market import read_mbp10
from solvergrpc.problem import OddLot, buy, order, sell
from solvergrpc.session import Session
from solvergrpc.solution import Solution, Termination

__all__ = [
    "AsyncClient",
    "AsyncSession",
    "Basis",
    "CallError",
    "Client",
    "DeadlineExceeded",
    "InvalidProblem",
    "Item",
    "NoSchedule",
    "NotServed",
    "OddLot",
    "Overloaded",
    "Plan",
    "Session",
    "SessionLost",
    "Solution",
    "SolverError",
    "TakenOver",
    "Termination",
    "Tls",
    "Unreachable",
    "Violation",
    "book",
    "buy",
    "composite",
    "linear",
    "messages",
    "order",
    "power_law",
    "quadratic",
    "read_mbp10",
    "sell",
]
