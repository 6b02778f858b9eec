// Measures what a call costs here: a solve of 390 minutes, and an event of a session until its plan.
//
//     latency [ADDRESS]
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "day.h"
#include "solvergrpc/client.h"

namespace {

using std::chrono::steady_clock;

constexpr int kWarm = 500;
constexpr int kCount = 1000;

// Microseconds of the calls after the first ones.
class Times {
 public:
  // Whether there is another call to be made; it begins now.
  bool Next() {
    const auto now = steady_clock::now();
    if (calls_ > kWarm) times_.push_back(std::chrono::duration<double, std::micro>(now - begin_).count());
    begin_ = steady_clock::now();
    return calls_++ < kWarm + kCount;
  }

  // A line that scripts/latency.sh reads.
  void Show(const char* what) {
    std::sort(times_.begin(), times_.end());
    std::printf("%s p50 %.0f p99 %.0f\n", what, times_[kCount / 2], times_[kCount * 99 / 100]);
  }

 private:
  int calls_ = 0;
  steady_clock::time_point begin_;
  std::vector<double> times_;
};

void MeasureSolve(const solvergrpc::Client& client) {
  solver::v1::SolveRequest request;
  *request.mutable_problem() = day::Problem();
  Times times;
  while (times.Next()) client.Solve(request);
  times.Show("solve");
}

// Each plan is answered by the next event, on gRPC's own thread.
void MeasureEvents(const solvergrpc::Client& client) {
  solver::v1::Open open;
  open.set_client_order_id("latency-" + std::to_string(steady_clock::now().time_since_epoch().count()));
  open.mutable_policy()->set_durability(solver::v1::DURABILITY_NONE);
  auto* problem = open.mutable_problem();
  *problem = day::Problem();
  problem->set_quantity_units(static_cast<int64_t>(day::kShares));
  problem->mutable_whole_lots()->set_lot_units(1);
  problem->mutable_instrument()->set_tick_size(0.01);
  problem->mutable_instrument()->set_arrival_price(day::kPrice);
  solver::v1::StreamReoptimizeRequest event;
  event.mutable_market_update()->set_impact_scale(1.001);

  const auto session = client.OpenSession(std::move(open));
  Times times;
  int64_t awaited = 1;
  session->Run([&](const solver::v1::StreamReoptimizeResponse&) {
    if (session->based_on_seq() < awaited) return;
    if (times.Next()) {
      awaited = session->Send(event);
    } else {
      session->Close();
    }
  });
  times.Show("event");
}

}  // namespace

int main(int count, char** arguments) {
  try {
    const solvergrpc::Client client(count > 1 ? arguments[1] : "localhost:50051");
    MeasureSolve(client);
    MeasureEvents(client);
    return 0;
  } catch (const solvergrpc::SolverError& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
