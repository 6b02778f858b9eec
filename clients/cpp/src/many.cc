#include <condition_variable>
#include <mutex>
#include <utility>

#include "solvergrpc/client.h"

namespace solvergrpc {
namespace {

using solver::v1::SolveManyRequest;
using solver::v1::SolveManyResponse;

// One SolveMany stream. Each write starts the next and each read the next, so that both directions run by themselves.
class Many final : public grpc::ClientBidiReactor<SolveManyRequest, SolveManyResponse> {
 public:
  Many(std::function<std::optional<solver::v1::SolveRequest>()> next, std::function<bool(Item)> answer)
      : next_(std::move(next)), answer_(std::move(answer)) {}

  grpc::ClientContext* context() { return &context_; }

  void Run(solver::v1::SolverService::Stub* stub) {
    stub->async()->SolveMany(&context_, this);
    StartRead(&response_);
    WriteNext();
    StartCall();
    std::unique_lock<std::mutex> lock(mutex_);
    finished_.wait(lock, [this] { return done_; });
    if (thrown_) std::rethrow_exception(thrown_);
    if (!left_ && !status_.ok()) std::rethrow_exception(MakeError(status_));
  }

  void OnWriteDone(bool ok) override {
    if (ok) WriteNext();
  }

  void OnReadDone(bool ok) override {
    if (!ok) return;
    bool more = false;
    try {
      more = answer_(Take());
    } catch (...) {
      Throw(std::current_exception());
    }
    if (more) return StartRead(&response_);
    left_ = true;
    context_.TryCancel();
  }

  void OnDone(const grpc::Status& status) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    status_ = status;
    done_ = true;
    finished_.notify_one();  // under the lock: afterwards this object may be gone
  }

 private:
  void WriteNext() {
    std::optional<solver::v1::SolveRequest> solve;
    try {
      solve = next_();
    } catch (...) {
      Throw(std::current_exception());
      return context_.TryCancel();
    }
    if (!solve) return StartWritesDone();
    *request_.mutable_solve() = std::move(*solve);
    request_.mutable_solve()->set_request_id(std::to_string(sent_++));
    StartWrite(&request_);
  }

  Item Take() {
    const size_t index = std::stoull(response_.request_id());
    if (response_.has_error()) return {index, std::nullopt, MakeError(response_.error())};
    return {index, Solution(std::move(*response_.mutable_response())), nullptr};
  }

  void Throw(std::exception_ptr error) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!thrown_) thrown_ = std::move(error);
  }

  std::function<std::optional<solver::v1::SolveRequest>()> next_;
  std::function<bool(Item)> answer_;
  grpc::ClientContext context_;
  SolveManyRequest request_;
  SolveManyResponse response_;
  size_t sent_ = 0;
  bool left_ = false;

  std::mutex mutex_;
  std::condition_variable finished_;
  grpc::Status status_;
  std::exception_ptr thrown_;
  bool done_ = false;
};

}  // namespace

void Client::SolveMany(std::function<std::optional<solver::v1::SolveRequest>()> next, std::function<bool(Item)> answer,
                       std::optional<std::chrono::milliseconds> timeout) const {
  const auto stub = solver::v1::SolverService::NewStub(Connect(address_, options_.tls));
  Many many(std::move(next), std::move(answer));
  SetDeadline(many.context(), timeout);
  many.Run(stub.get());
}

}  // namespace solvergrpc
