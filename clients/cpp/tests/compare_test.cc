#include <gtest/gtest.h>

#include <chrono>
#include <stdexcept>

#include "day.h"
#include "service.h"
#include "solvergrpc/client.h"

namespace {

using solver::v1::TraceFrontierRequest;
using solver::v1::TraceFrontierResponse;
using solvergrpc::Client;

TraceFrontierRequest Risky(int points) {
  TraceFrontierRequest request;
  request.set_point_count(points);
  auto* problem = request.mutable_problem();
  problem->set_side(solver::v1::SIDE_BUY);
  problem->set_quantity(1'000);
  problem->mutable_grid()->set_period_count(4);
  problem->mutable_cost()->set_basis(solver::v1::IMPACT_BASIS_TOTAL_COST);
  for (const double beta : {.001, .002, .004, .003}) problem->mutable_cost()->mutable_quadratic()->add_beta(beta);
  problem->mutable_dynamics()->add_volatility(.05);
  return request;
}

TEST(CompareTest, HasARowForEachMethodAndNoneBeatsTheOptimum) {
  const Client client(Place("SOLVER_TCP"));
  solver::v1::CompareRequest request;
  *request.mutable_problem() = day::Problem();
  const std::vector<int> methods = {solver::v1::METHOD_AUTO, solver::v1::METHOD_EQUAL_SPLIT, solver::v1::METHOD_VWAP};
  for (const int method : methods) request.add_methods(static_cast<solver::v1::Method>(method));
  const auto answer = client.Compare(request);
  solver::v1::SolveRequest alone;
  *alone.mutable_problem() = day::Problem();
  const double best = client.Solve(alone).cost();
  std::vector<int> rows;
  for (const auto& row : answer.methods()) {
    rows.push_back(row.method());
    EXPECT_GE(row.certificate().objective(), best * (1 - 1e-12));
  }
  EXPECT_EQ(methods, rows);
}

TEST(CompareTest, NoProblemIsInvalid) {
  const Client client(Place("SOLVER_TCP"));
  solver::v1::CompareRequest comparison;
  comparison.mutable_problem();
  EXPECT_THROW(client.Compare(comparison), solvergrpc::InvalidProblem);
  TraceFrontierRequest frontier;
  frontier.mutable_problem();
  EXPECT_THROW(client.TraceFrontier(frontier, [](const TraceFrontierResponse&) { return true; }),
               solvergrpc::InvalidProblem);
}

TEST(FrontierTest, RiskFallsAndCostRises) {
  std::vector<TraceFrontierResponse> points;
  Client(Place("SOLVER_TCP")).TraceFrontier(Risky(8), [&](const TraceFrontierResponse& point) {
    points.push_back(point);
    return true;
  });
  ASSERT_EQ(8u, points.size());
  for (size_t i = 1; i < points.size(); i++) {
    EXPECT_EQ(static_cast<int>(i), points[i].point());
    EXPECT_LE(points[i - 1].expected_cost().total(), points[i].expected_cost().total() * (1 + 1e-9));
    EXPECT_GE(points[i - 1].variance() * (1 + 1e-9), points[i].variance());
  }
}

TEST(FrontierTest, LeavingEarlyLeavesTheConnectionUsable) {
  const Client client(Place("SOLVER_TCP"));
  const auto begin = std::chrono::steady_clock::now();
  int points = 0;
  client.TraceFrontier(Risky(500), [&](const TraceFrontierResponse&) { return ++points < 3; });
  EXPECT_EQ(3, points);
  EXPECT_THROW(
      client.TraceFrontier(Risky(500), [](const TraceFrontierResponse&) -> bool { throw std::domain_error("enough"); }),
      std::domain_error);
  // left, and not waited for
  EXPECT_LT(std::chrono::steady_clock::now() - begin, solvergrpc::ClientOptions().timeout);
  EXPECT_TRUE(client.Solve(Small()).optimal());
}

}  // namespace
