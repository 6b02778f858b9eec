// A parent order over StreamReoptimize, as bench/SolverGrpc.LoadGen works it: events on one stream, each answered by the first plan that takes it
// into account, and whether that plan is right.
#pragma once

#include <grpcpp/grpcpp.h>

#include <deque>
#include <functional>
#include <future>
#include <mutex>
#include <numeric>
#include <queue>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "load.h"
#include "messages.h"
#include "solver/v1/solver_service.grpc.pb.h"

// The order: its messages, and the plan it has got so far.
class SessionOrder {
 public:
  using Request = solver::v1::StreamReoptimizeRequest;
  using Response = solver::v1::StreamReoptimizeResponse;

  static constexpr int64_t kPreparation = 2;

  // `fills`: its events are executions of a child order; otherwise new impact for all periods.
  SessionOrder(bool fills, int periods, solver::v1::Durability durability) : fills_(fills), units_(periods) {
    std::random_device device;
    std::string key(16, '\0');
    for (char& byte : key) byte = static_cast<char>(device());
    open_.set_seq(1);
    auto* open = open_.mutable_open();
    open->set_session_key(key);
    open->set_client_order_id("loadgen-" + std::to_string(device()) + "-" + std::to_string(device()));
    *open->mutable_problem() = SolveProblem(periods).Request(0).problem();
    open->mutable_problem()->set_quantity_units(Parent());
    open->mutable_problem()->mutable_instrument()->set_tick_size(0.01);
    open->mutable_problem()->mutable_instrument()->set_arrival_price(100);
    open->mutable_policy()->set_durability(durability);
    std::mt19937_64 random(periods);
    std::uniform_real_distribution<double> uniform;
    for (Request& market : markets_)
      for (double alpha : open->problem().cost().power_law().alpha())
        market.mutable_market_update()->mutable_power_law()->add_alpha(alpha * (0.99 + 0.02 * uniform(random)));
  }

  // Open is 1, the child order 2, then come the events that are measured.
  Request Message(int64_t seq) const {
    if (seq == 1) return open_;
    Request message;
    if (seq == kPreparation) {
      auto* child = message.mutable_child_submitted();
      child->set_child_id("child");
      child->set_units(kChildUnits);
    } else if (fills_) {
      char exec[17];
      std::snprintf(exec, sizeof exec, "%016llx", static_cast<unsigned long long>(seq));
      auto* fill = message.mutable_fill();
      fill->set_exec_id(exec);
      fill->set_child_id("child");
      fill->set_units(1);
      fill->set_price_ticks(10'000);
    } else {
      message = markets_[seq % kMarkets];
    }
    message.set_seq(seq);
    return message;
  }

  // Throws unless a plan is proven, its sum is what remains, and no unit is lost.
  void Verify(const Response& response) {
    const auto& plan = response.plan();
    for (int i = 0; i < plan.units_size(); ++i) {
      units_[plan.changed_periods_size() > 0 ? plan.changed_periods(i) : plan.from_period() + i] = plan.units(i);
    }
    const int64_t seq = response.based_on_seq(), filled = fills_ ? std::max<int64_t>(0, seq - kPreparation) : 0;
    const int64_t working = seq < kPreparation ? 0 : kChildUnits - filled;
    const auto& state = plan.state();
    const bool whole = state.parent_units() == Parent() && state.filled_units() == filled && state.working_units() == working && state.residual_units() == 0;
    if (!whole || state.planned_units() != Parent() - filled - working ||
        std::accumulate(units_.begin(), units_.end(), int64_t{0}) != state.planned_units())
      throw std::runtime_error("units are lost after event " + std::to_string(seq) + ": " + state.ShortDebugString());
    if (plan.outcome().termination() != solver::v1::TERMINATION_OPTIMAL || !(plan.certificate().relative_gap() <= 1e-9))
      throw std::runtime_error("a plan is not proven: " + plan.outcome().ShortDebugString());
  }

 private:
  static constexpr int64_t kUnitsPerPeriod = 2'500'000, kChildUnits = 1'500'000;
  static constexpr int kMarkets = 16;

  int64_t Parent() const { return kUnitsPerPeriod * static_cast<int64_t>(units_.size()); }

  bool fills_;
  std::vector<int64_t> units_;
  Request open_;
  Request markets_[kMarkets];
};

class SessionLoad : public Load, private grpc::ClientBidiReactor<SessionOrder::Request, SessionOrder::Response> {
 public:
  SessionLoad(solver::v1::SolverService::Stub* solver, SessionOrder order) : order_(std::move(order)) {
    solver->async()->StreamReoptimize(&context_, this);
    StartRead(&response_);
    AddHold();
    StartCall();
    std::lock_guard lock(gate_);
    Write(order_.Message(++seq_));
    Write(order_.Message(++seq_));
  }

  ~SessionLoad() override {
    StartWritesDone();
    RemoveHold();
    done_.get_future().wait();
  }

  // Bytes of an event and of the plan that answered the last one; waits until there is one.
  std::pair<size_t, size_t> Sizes() {
    std::vector<int64_t> latencies;
    Run(1000, 0.05, &latencies);
    return {order_.Message(50).ByteSizeLong(), plan_bytes_};
  }

 protected:
  void Send(int number) override {
    std::lock_guard lock(gate_);
    unanswered_.emplace_back(++seq_, number);
    Write(order_.Message(seq_));
  }

 private:
  void Write(SessionOrder::Request message) {
    waiting_.push(std::move(message));
    if (waiting_.size() == 1) StartWrite(&waiting_.front());
  }

  void OnWriteDone(bool ok) override {
    if (!ok) return;
    std::lock_guard lock(gate_);
    waiting_.pop();
    if (!waiting_.empty()) StartWrite(&waiting_.front());
  }

  void OnReadDone(bool ok) override {
    if (!ok) return;
    try {
      std::vector<int> answered;
      if (response_.has_plan()) {
        order_.Verify(response_);
        std::lock_guard lock(gate_);
        plan_bytes_ = response_.ByteSizeLong();
        for (; !unanswered_.empty() && unanswered_.front().first <= response_.based_on_seq(); unanswered_.pop_front())
          answered.push_back(unanswered_.front().second);
      } else if (!response_.has_opened() && !response_.has_ack() && !response_.has_heartbeat()) {
        throw std::runtime_error("the service said " + response_.ShortDebugString());
      }
      StartRead(&response_);
      for (int number : answered) Answered(number);
    } catch (const std::exception& wrong) {
      Failed(wrong.what());
    }
  }

  void OnDone(const grpc::Status& status) override {
    if (!status.ok()) Failed(status.error_message());
    done_.set_value();
  }

  SessionOrder order_;
  grpc::ClientContext context_;
  SessionOrder::Response response_;
  std::mutex gate_;
  std::queue<SessionOrder::Request> waiting_;
  std::deque<std::pair<int64_t, int>> unanswered_;
  int64_t seq_ = 0;
  size_t plan_bytes_ = 0;
  std::promise<void> done_;
};
