"""The generated messages of the contract under one roof, for what the builders do not cover.

Every field is documented in ``protos/solver/v1``.
"""

from solvergrpc._generated.solver.v1.calibration_pb2 import *  # noqa: F401,F403
from solvergrpc._generated.solver.v1.problem_pb2 import *  # noqa: F401,F403
from solvergrpc._generated.solver.v1.session_pb2 import *  # noqa: F401,F403
from solvergrpc._generated.solver.v1.solution_pb2 import *  # noqa: F401,F403
from solvergrpc._generated.solver.v1.solver_service_pb2 import *  # noqa: F401,F403
