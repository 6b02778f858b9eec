#ifndef SOLVERGRPC_SAMPLES_DAY_H_
#define SOLVERGRPC_SAMPLES_DAY_H_

#include <vector>

#include "solver/v1/problem.pb.h"

// A trading day of 390 minutes to try things on: much volume at the open and the close, little at noon.
namespace day {

inline constexpr int kMinutes = 390;
inline constexpr double kShares = 100'000;
inline constexpr double kDailyVolume = 5'000'000;
inline constexpr double kPrice = 50;
inline constexpr double kHalfSpread = 0.005;

// Expected volume of each minute, U-shaped.
std::vector<double> Volumes();

// Buy kShares at no more than a tenth of any minute's volume. Slippage per share is kPrice * 0.4 % * (x / volume)^beta,
// with a beta that drifts over the day.
solver::v1::Problem Problem();

}  // namespace day

#endif  // SOLVERGRPC_SAMPLES_DAY_H_
