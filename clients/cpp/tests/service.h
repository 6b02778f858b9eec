#ifndef SOLVERGRPC_TESTS_SERVICE_H_
#define SOLVERGRPC_TESTS_SERVICE_H_

#include <string>
#include <vector>

#include "solver/v1/solver_service.pb.h"

// An address or a folder that scripts/test-cpp.sh (clients/python/tests/host.py) tells.
std::string Place(const std::string& name);

// A problem and the answer on which all clients agree.
struct Vector {
  std::string name;
  solver::v1::SolveRequest request;
  solver::v1::SolveManyResponse expected;
};

std::vector<Vector> Vectors();

// A problem with a published answer: lambda 13.0930734, cost 872.871561.
solver::v1::SolveRequest Small();

#endif  // SOLVERGRPC_TESTS_SERVICE_H_
