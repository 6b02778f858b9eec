#include "solvergrpc/solution.h"

#include "solvergrpc/errors.h"

namespace solvergrpc {

std::vector<double> Solution::schedule() const {
  if (!message_->has_schedule()) {
    throw NoSchedule(solver::v1::Termination_Name(termination()).substr(sizeof("TERMINATION_") - 1) + ": " + detail());
  }
  const auto& units = message_->schedule().quantity_units();
  if (!units.empty()) return {units.begin(), units.end()};
  const auto& shares = message_->schedule().quantity();
  return {shares.begin(), shares.end()};
}

std::vector<int64_t> Solution::units() const {
  const auto& units = message_->schedule().quantity_units();
  return {units.begin(), units.end()};
}

std::optional<double> Solution::saving() const {
  const auto& equal = message_->equal_split();
  return equal.feasible() ? std::optional<double>(equal.saving()) : std::nullopt;
}

const Solution& Item::result() const {
  if (error) std::rethrow_exception(error);
  return *solution;
}

}  // namespace solvergrpc
