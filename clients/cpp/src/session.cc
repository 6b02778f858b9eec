#include "solvergrpc/session.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <random>
#include <utility>

#include "ledger.h"
#include "solver/v1/solver_service.grpc.pb.h"

namespace solvergrpc {
namespace {

using google::protobuf::util::TimeUtil;
using solver::v1::SolverService;
using solver::v1::StreamReoptimizeRequest;
using solver::v1::StreamReoptimizeResponse;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kPauseMin(20);
constexpr milliseconds kPauseMax(1000);

google::protobuf::Timestamp Now() {
  return TimeUtil::NanosecondsToTimestamp(
      std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch())
          .count());
}

}  // namespace

// What the streams of a session share. The mutex guards all of it, and the writes of the stream.
class Session::State {
 public:
  State(std::string address, std::optional<Tls> tls, solver::v1::Open opening, milliseconds patience)
      : address(std::move(address)), tls(std::move(tls)), patience(patience), ledger(std::move(opening), Now()) {}

  // Waits until another attempt makes sense; false after Close.
  bool Rest(milliseconds* pause) {
    std::unique_lock<std::mutex> lock(mutex);
    resumes++;
    std::uniform_int_distribution<int64_t> spread(pause->count() / 2, pause->count());
    changed.wait_for(lock, milliseconds(spread(random)), [this] { return closed; });
    *pause = std::min(2 * *pause, kPauseMax);
    return !closed;
  }

  const std::string address;
  const std::optional<Tls> tls;
  const milliseconds patience;

  std::mutex mutex;
  std::condition_variable changed;
  Ledger ledger;
  Stream* stream = nullptr;
  bool closed = false;
  int resumes = 0;
  std::minstd_rand random{std::random_device{}()};
};

// One stream with a connection of its own: one that broke would wait before it tries again. Reads start the next read;
// a write starts the next one, or rests until there is something to send.
class Session::Stream final : public grpc::ClientBidiReactor<StreamReoptimizeRequest, StreamReoptimizeResponse> {
 public:
  Stream(State* state, const Handler& handler)
      : state_(*state),
        handler_(handler),
        stub_(SolverService::NewStub(Connect(state->address, state->tls, /*keepalive=*/true))) {}

  // Runs to the end of the stream.
  grpc::Status Run() {
    stub_->async()->StreamReoptimize(&context_, this);
    AddHold();  // for writes that Send starts
    StartRead(&response_);
    std::unique_lock<std::mutex> lock(state_.mutex);
    state_.stream = this;
    for (auto& request : state_.ledger.Begin(Now())) waiting_.push_back(std::move(request));
    WriteNext();
    if (state_.closed) context_.TryCancel();
    lock.unlock();
    StartCall();
    lock.lock();
    state_.changed.wait(lock, [this] { return over_; });
    state_.stream = nullptr;
    if (thrown_) std::rethrow_exception(thrown_);
    return status_;
  }

  // Under the lock.
  void Write(const StreamReoptimizeRequest& request) {
    waiting_.push_back(request);
    WriteNext();
  }

  // Under the lock.
  void Cancel() { context_.TryCancel(); }

  void OnWriteDone(bool ok) override {
    const std::lock_guard<std::mutex> lock(state_.mutex);
    writing_ = false;
    if (ok) WriteNext();
  }

  void OnWritesDoneDone(bool) override {}

  void OnReadDone(bool ok) override {
    if (ok) {
      try {
        if (Take()) handler_(response_);
        return StartRead(&response_);
      } catch (...) {
        const std::lock_guard<std::mutex> lock(state_.mutex);
        thrown_ = std::current_exception();
        context_.TryCancel();
      }
    }
    const std::lock_guard<std::mutex> lock(state_.mutex);
    ended_ = true;
    RemoveHold();
  }

  void OnDone(const grpc::Status& status) override {
    const std::lock_guard<std::mutex> lock(state_.mutex);
    status_ = status;
    over_ = true;
    state_.changed.notify_all();  // under the lock: afterwards this object may be gone
  }

 private:
  bool Take() {
    const std::lock_guard<std::mutex> lock(state_.mutex);
    std::vector<StreamReoptimizeRequest> again;
    const bool is_for_user = state_.ledger.Receive(response_, &again);
    for (auto& request : again) waiting_.push_back(std::move(request));
    WriteNext();
    return is_for_user;
  }

  void WriteNext() {
    if (writing_ || ended_) return;
    if (!waiting_.empty()) {
      writing_ = true;
      request_ = std::move(waiting_.front());
      waiting_.pop_front();
      StartWrite(&request_);
    } else if (state_.ledger.done()) {
      writing_ = true;  // for good
      StartWritesDone();
    }
  }

  State& state_;
  const Handler& handler_;
  std::unique_ptr<SolverService::Stub> stub_;
  grpc::ClientContext context_;
  StreamReoptimizeRequest request_;
  StreamReoptimizeResponse response_;
  std::deque<StreamReoptimizeRequest> waiting_;
  bool writing_ = false;
  bool ended_ = false;
  bool over_ = false;
  grpc::Status status_;
  std::exception_ptr thrown_;
};

Session::Session(std::string address, std::optional<Tls> tls, solver::v1::Open opening, milliseconds patience)
    : state_(std::make_unique<State>(std::move(address), std::move(tls), std::move(opening), patience)) {}

Session::~Session() = default;

void Session::Run(const Handler& handler) {
  milliseconds pause = kPauseMin;
  auto quiet_since = steady_clock::now();
  const Handler counted = [&](const StreamReoptimizeResponse& response) {
    pause = kPauseMin;
    quiet_since = steady_clock::now();
    handler(response);
  };
  do {
    const grpc::Status status = Stream(state_.get(), counted).Run();
    if (status.ok()) return;
    try {
      std::rethrow_exception(MakeError(status));
    } catch (const CallError& error) {
      const std::lock_guard<std::mutex> lock(state_->mutex);
      if (state_->closed || (state_->ledger.done() && error.reason() == "SESSION_UNKNOWN")) return;
      if (!state_->ledger.Forgive(error) || steady_clock::now() - quiet_since > state_->patience) throw;
    }
  } while (state_->Rest(&pause));
}

int64_t Session::Send(StreamReoptimizeRequest event) {
  const std::lock_guard<std::mutex> lock(state_->mutex);
  const StreamReoptimizeRequest& request = state_->ledger.Add(std::move(event), Now());
  if (state_->ledger.attached() && state_->stream != nullptr) state_->stream->Write(request);
  return request.seq();
}

void Session::Close() {
  const std::lock_guard<std::mutex> lock(state_->mutex);
  state_->closed = true;
  if (state_->stream != nullptr) state_->stream->Cancel();
  state_->changed.notify_all();
}

Plan Session::plan() const {
  const std::lock_guard<std::mutex> lock(state_->mutex);
  return state_->ledger.plan();
}

std::string Session::session_id() const {
  const std::lock_guard<std::mutex> lock(state_->mutex);
  return state_->ledger.session_id();
}

int64_t Session::based_on_seq() const {
  const std::lock_guard<std::mutex> lock(state_->mutex);
  return state_->ledger.based_on_seq();
}

int64_t Session::durable_seq() const {
  const std::lock_guard<std::mutex> lock(state_->mutex);
  return state_->ledger.durable_seq();
}

int Session::resumes() const {
  const std::lock_guard<std::mutex> lock(state_->mutex);
  return state_->resumes;
}

}  // namespace solvergrpc
