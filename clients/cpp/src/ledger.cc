#include "ledger.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <random>
#include <utility>

namespace solvergrpc {
namespace {

using google::protobuf::util::TimeUtil;

constexpr size_t kKeyBytes = 16;

std::string NewKey() {
  std::random_device random;
  std::string key(kKeyBytes, '\0');
  for (char& byte : key) byte = static_cast<char>(random());
  return key;
}

}  // namespace

Ledger::Ledger(solver::v1::Open opening, const google::protobuf::Timestamp& now)
    : is_kept_(opening.policy().durability() != solver::v1::DURABILITY_NONE) {
  if (opening.session_key().empty()) opening.set_session_key(NewKey());
  session_key_ = opening.session_key();
  plan_.schedule.resize(std::max(0, opening.problem().grid().period_count()));
  Request event;
  *event.mutable_open() = std::move(opening);
  Add(std::move(event), now);
}

const Ledger::Request& Ledger::Add(Request event, const google::protobuf::Timestamp& now) {
  event.set_seq(++last_seq_);
  if (!event.has_event_time()) *event.mutable_event_time() = now;
  unsafe_.push_back(std::move(event));
  return unsafe_.back();
}

std::vector<Ledger::Request> Ledger::Begin(const google::protobuf::Timestamp& now) {
  attached_ = !known_;
  attempt_ = std::max<int64_t>(attempt_ + 1, TimeUtil::TimestampToNanoseconds(now));
  if (attached_) {
    unsafe_.front().mutable_open()->set_attempt(attempt_);
    return {unsafe_.begin(), unsafe_.end()};
  }
  Request resume;
  resume.mutable_resume()->set_session_key(session_key_);
  resume.mutable_resume()->set_last_server_seq(last_server_seq_);
  resume.mutable_resume()->set_attempt(attempt_);
  return {resume};
}

bool Ledger::Receive(const Response& response, std::vector<Request>* again) {
  if (response.server_seq() != 0) {
    if (response.server_seq() <= last_server_seq_) return false;  // said twice
    last_server_seq_ = response.server_seq();
  }
  ForgetDurable(response);
  switch (response.message_case()) {
    case Response::kOpened:
      known_ = attached_ = true;
      session_id_ = response.opened().session_id();
      return false;
    case Response::kResumed: {
      known_ = attached_ = true;
      session_id_ = response.resumed().session_id();
      const int64_t last = response.resumed().last_seq();
      Between(last + 1, last_seq_, again);
      if (static_cast<int64_t>(again->size()) == last_seq_ - last) return false;
      throw SessionLost("the service has events up to " + std::to_string(last) + ", but " +
                        std::to_string(durable_seq_) + " were durable");
    }
    case Response::kResendRequest:
      Between(response.resend_request().first_seq(), response.resend_request().last_seq(), again);
      return false;
    case Response::kHeartbeat:
      return false;
    case Response::kPlan:
      Merge(response.plan());
      return true;
    case Response::kDone:
      done_ = true;
      return true;
    default:
      return true;
  }
}

bool Ledger::Forgive(const CallError& error) {
  attached_ = false;
  if (error.reason() == "SESSION_UNKNOWN" && !unsafe_.empty() && unsafe_.front().seq() == 1) {
    known_ = false;  // the service has lost everything: it gets everything again
    last_server_seq_ = 0;
    return true;
  }
  return error.resumable();
}

void Ledger::ForgetDurable(const Response& response) {
  if (response.has_plan() || response.has_ack() || response.has_done() || response.has_heartbeat()) {
    based_on_seq_ = std::max<int64_t>(based_on_seq_, response.based_on_seq());  // others are ahead of their plan
  }
  durable_seq_ = std::max<int64_t>(durable_seq_, response.durable_seq());
  const int64_t safe = is_kept_ ? durable_seq_ : response.based_on_seq();
  while (!unsafe_.empty() && unsafe_.front().seq() <= safe) unsafe_.pop_front();
}

void Ledger::Between(int64_t first, int64_t last, std::vector<Request>* found) const {
  for (const Request& request : unsafe_) {
    if (first <= request.seq() && request.seq() <= last) found->push_back(request);
  }
}

void Ledger::Merge(const solver::v1::Plan& plan) {
  auto& schedule = plan_.schedule;
  const bool dense = plan.changed_periods().empty();
  const auto from = schedule.begin() + std::clamp<int64_t>(plan.from_period(), 0, schedule.size());
  std::fill(schedule.begin(), dense ? schedule.end() : from, 0);
  for (int i = 0; i < plan.units_size(); i++) {
    schedule.at(dense ? plan.from_period() + i : plan.changed_periods(i)) = plan.units(i);
  }
  plan_.version = plan.version();
  plan_.from_period = plan.from_period();
  plan_.message = plan;
}

}  // namespace solvergrpc
