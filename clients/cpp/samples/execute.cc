// Works an order over a stream: plans in, child orders and fills out. Survives restarts of the service.
//
//     execute [ADDRESS]
//
// The market is made up: of every seventh child order only a half is filled, and the rest is cancelled; the plan makes
// up for it.
#include <chrono>
#include <cinttypes>
#include <cmath>
#include <condition_variable>
#include <cstdio>
#include <future>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "solvergrpc/client.h"

namespace {

using solver::v1::StreamReoptimizeRequest;
using solver::v1::StreamReoptimizeResponse;

constexpr int kPeriods = 60;
constexpr int64_t kUnits = 100'000;
constexpr double kTick = 0.01;
constexpr int64_t kArrivalTicks = 5'000;
constexpr std::chrono::milliseconds kPace(20);  // that a period takes

// Buy kUnits in kPeriods minutes; impact is smallest at both ends.
solver::v1::Open Order() {
  solver::v1::Open open;
  open.set_client_order_id("sample-" + std::to_string(std::chrono::system_clock::now().time_since_epoch().count()));
  open.mutable_policy()->set_end_of_window(solver::v1::END_OF_WINDOW_CANCEL);
  auto* problem = open.mutable_problem();
  problem->set_side(solver::v1::SIDE_BUY);
  problem->set_quantity_units(kUnits);
  problem->mutable_whole_lots()->set_lot_units(1);
  problem->mutable_grid()->set_period_count(kPeriods);
  problem->mutable_instrument()->set_tick_size(kTick);
  problem->mutable_instrument()->set_arrival_price(kArrivalTicks * kTick);
  problem->mutable_cost()->set_basis(solver::v1::IMPACT_BASIS_PER_SHARE);
  problem->mutable_cost()->add_half_spread(0.005);
  auto* curve = problem->mutable_cost()->mutable_power_law();
  for (int i = 0; i < kPeriods; i++) curve->add_alpha(2e-4 * (1 + std::sin(std::acos(-1.0) * (i + 0.5) / kPeriods)));
  curve->add_beta(0.6);
  return open;
}

// What a trading system does with a session.
class Desk {
 public:
  explicit Desk(solvergrpc::Session* session) : session_(*session) {}

  // Looks at a message, on gRPC's thread; plans are in session.plan() already.
  void Take(const StreamReoptimizeResponse& message) {
    if (message.has_event_rejected()) {
      throw solvergrpc::SolverError("event " + std::to_string(message.event_rejected().seq()) +
                                    " was refused: " + message.event_rejected().error().message());
    }
    const std::lock_guard<std::mutex> lock(mutex_);
    if (message.has_done()) done_ = message.done().summary();
    settled_ = session_.based_on_seq();
    changed_.notify_all();
  }

  // The session has ended.
  void End() {
    const std::lock_guard<std::mutex> lock(mutex_);
    over_ = true;
    changed_.notify_all();
  }

  void Work() {
    Wait(1);
    for (int period = 0; period < kPeriods && !over(); period++) {
      Wait(Trade(period));
      std::this_thread::sleep_for(kPace);
    }
  }

  const std::optional<solver::v1::ExecutionSummary>& done() const { return done_; }
  int64_t filled() const { return filled_; }

 private:
  bool over() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return over_;
  }

  // Until the plan takes the event into account.
  void Wait(int64_t seq) {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [&] { return settled_ >= seq || over_; });
  }

  // Sends the child order of a period, its fills and the close of the period.
  int64_t Trade(int period) {
    const int64_t units = session_.plan().schedule[period];
    const int64_t fill = period % 7 == 6 ? units / 2 : units;
    const int64_t price = kArrivalTicks + period % 5;
    const std::string child = "c" + std::to_string(period);
    StreamReoptimizeRequest event;
    if (units > 0) {
      auto* submitted = event.mutable_child_submitted();
      submitted->set_child_id(child);
      submitted->set_period(period);
      submitted->set_units(units);
      session_.Send(event);
    }
    if (fill > 0) {
      auto* filled = event.mutable_fill();
      filled->set_exec_id("x" + std::to_string(period));
      filled->set_child_id(child);
      filled->set_units(fill);
      filled->set_price_ticks(price);
      session_.Send(event);
    }
    if (fill < units) {
      event.mutable_child_cancelled()->set_child_id(child);
      session_.Send(event);
    }
    filled_ += fill;
    std::printf("period %2d  planned %6" PRId64 "  filled %6" PRId64 "  left %6" PRId64 "\n", period, units, fill,
                kUnits - filled_);
    std::fflush(stdout);
    auto* closed = event.mutable_period_close();
    closed->set_period(period);
    closed->set_reference_price_ticks(price);
    closed->set_volume_units(50 * kUnits);
    return session_.Send(event);
  }

  solvergrpc::Session& session_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<solver::v1::ExecutionSummary> done_;
  int64_t settled_ = 0;
  bool over_ = false;
  int64_t filled_ = 0;
};

}  // namespace

int main(int count, char** arguments) {
  try {
    const solvergrpc::Client client(count > 1 ? arguments[1] : "localhost:50051");
    const auto session = client.OpenSession(Order());
    Desk desk(session.get());
    auto listening = std::async(std::launch::async, [&] {
      struct AtEnd {
        Desk& desk;
        ~AtEnd() { desk.End(); }
      } at_end{desk};
      session->Run([&](const StreamReoptimizeResponse& message) { desk.Take(message); });
    });
    desk.Work();
    listening.get();
    std::printf("done: filled %" PRId64 " at %.4f, shortfall %.2f\n", desk.done()->filled_units(),
                desk.done()->average_price(), desk.done()->shortfall());
    std::printf("went on on a new stream %d times\n", session->resumes());
    return desk.done()->filled_units() == desk.filled() ? 0 : 1;
  } catch (const solvergrpc::SolverError& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
