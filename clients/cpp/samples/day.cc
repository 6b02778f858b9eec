#include "day.h"

#include <cmath>

namespace day {

std::vector<double> Volumes() {
  std::vector<double> shape(kMinutes);
  double sum = 0;
  for (int i = 0; i < kMinutes; i++) {
    shape[i] = 1 + 2.5 * std::pow(std::abs(2.0 * i / (kMinutes - 1) - 1), 2.5);
    sum += shape[i];
  }
  for (double& s : shape) s *= kDailyVolume / sum;
  return shape;
}

solver::v1::Problem Problem() {
  solver::v1::Problem problem;
  problem.set_side(solver::v1::SIDE_BUY);
  problem.set_quantity(kShares);
  problem.mutable_grid()->set_period_count(kMinutes);
  auto* cost = problem.mutable_cost();
  cost->set_basis(solver::v1::IMPACT_BASIS_PER_SHARE);
  cost->add_half_spread(kHalfSpread);
  auto* bounds = problem.mutable_bounds();
  bounds->add_participation_rate(0.1);
  const double pi = std::acos(-1.0);
  for (const double volume : Volumes()) {
    const int i = bounds->volume_size();
    const double beta = 0.55 + 0.05 * std::sin(2 * pi * i / kMinutes);
    cost->mutable_power_law()->add_alpha(kPrice * 0.004 * std::pow(volume, -beta));
    cost->mutable_power_law()->add_beta(beta);
    bounds->add_volume(volume);
  }
  return problem;
}

}  // namespace day
