// Solves a day of 390 minutes and prints the schedule with its proof.
//
//     solve [ADDRESS]
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include "day.h"
#include "solvergrpc/client.h"

namespace {

constexpr int kRowMinutes = 15;
constexpr int kBarWidth = 50;

// One bar for each quarter of an hour.
void Chart(const std::vector<double>& schedule) {
  std::vector<double> rows((schedule.size() + kRowMinutes - 1) / kRowMinutes);
  for (size_t i = 0; i < schedule.size(); i++) rows[i / kRowMinutes] += schedule[i];
  const double largest = *std::max_element(rows.begin(), rows.end());
  for (size_t row = 0; row < rows.size(); row++) {
    const int minute = 9 * 60 + 30 + static_cast<int>(row) * kRowMinutes;
    const std::string bar(std::lround(kBarWidth * rows[row] / largest), '#');
    std::printf("%02d:%02d %8.0f %s\n", minute / 60, minute % 60, rows[row], bar.c_str());
  }
}

// What the desk wants to know.
void Report(const solvergrpc::Solution& solution) {
  const auto& proof = solution.certificate();
  const std::string name = solver::v1::Termination_Name(solution.termination());
  std::printf("\ntermination   %s\n", name.substr(sizeof("TERMINATION_") - 1).c_str());
  std::printf("lambda        %.8f per share: what one share more would cost\n", solution.lambda());
  std::printf("cost          %.2f = %.2f bp\n", solution.cost(), 1e4 * solution.cost() / (day::kShares * day::kPrice));
  if (const auto saving = solution.saving()) {
    std::printf("equal split   costs %.2f, so the schedule saves %.2f%%\n",
                solution.message().equal_split().objective(), 100 * *saving);
  } else {
    std::printf("equal split   breaks a constraint\n");
  }
  std::printf("certificate   no schedule is cheaper than %.2f (gap %.1e), sum off by %.1e\n", proof.lower_bound(),
              proof.relative_gap(), proof.sum_error());
  std::printf("solved in     %.0f us\n", solution.message().diagnostics().solve_time_ns() / 1e3);
}

}  // namespace

int main(int count, char** arguments) {
  try {
    const solvergrpc::Client client(count > 1 ? arguments[1] : "localhost:50051");
    solver::v1::SolveRequest request;
    *request.mutable_problem() = day::Problem();
    const solvergrpc::Solution solution = client.Solve(request);
    const std::vector<double> schedule = solution.schedule();
    std::printf("Buy %.0f shares in %zu minutes; each bar is %d of them\n\n", day::kShares, schedule.size(),
                kRowMinutes);
    Chart(schedule);
    Report(solution);
    return 0;
  } catch (const solvergrpc::SolverError& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
