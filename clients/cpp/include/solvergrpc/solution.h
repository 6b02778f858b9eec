#ifndef SOLVERGRPC_SOLUTION_H_
#define SOLVERGRPC_SOLUTION_H_

#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "solver/v1/solver_service.pb.h"

namespace solvergrpc {

// The answer to one problem. One without a schedule is an answer, too.
class Solution {
 public:
  explicit Solution(solver::v1::SolveResponse message)
      : message_(std::make_shared<const solver::v1::SolveResponse>(std::move(message))) {}

  // The response as it came, with every field of the contract.
  const solver::v1::SolveResponse& message() const { return *message_; }
  // How the solve ended.
  solver::v1::Termination termination() const { return message_->outcome().termination(); }
  // Proven optimal within the tolerance.
  bool optimal() const { return termination() == solver::v1::TERMINATION_OPTIMAL; }
  // For people: what cannot be met, what is not covered, which limit was hit; empty if all is well.
  const std::string& detail() const { return message_->outcome().detail(); }
  // Shares per period, or units of the quantum if the problem asked for whole lots. Throws NoSchedule if there is none.
  std::vector<double> schedule() const;
  // Whole units per period; empty unless the problem asked for whole lots.
  std::vector<int64_t> units() const;
  // What one share more would cost, in currency per share.
  double lambda() const { return message_->lambda(); }
  // Expected cost in currency; its parts are in message().expected_cost().
  double cost() const { return message_->expected_cost().total(); }
  // Variance of the execution cost, in currency^2.
  double variance() const { return message_->variance(); }
  // The proof: objective, lower bound, gaps, residuals.
  const solver::v1::Certificate& certificate() const { return message_->certificate(); }
  // Part of the equal split's cost that the schedule saves; nothing if the equal split breaks a constraint.
  std::optional<double> saving() const;

 private:
  std::shared_ptr<const solver::v1::SolveResponse> message_;
};

// The answer to one request of many, or of an asynchronous call.
struct Item {
  size_t index = 0;                  // position of its request, from 0
  std::optional<Solution> solution;  // the answer, unless there is an error
  std::exception_ptr error;          // what Solve would have thrown; it ends only this item

  // The answer, or throws the error.
  const Solution& result() const;
};

}  // namespace solvergrpc

#endif  // SOLVERGRPC_SOLUTION_H_
