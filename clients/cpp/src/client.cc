#include "solvergrpc/client.h"

#include <condition_variable>
#include <mutex>
#include <utility>

namespace solvergrpc {

// A channel must not end on the thread that runs one of its callbacks, so it has to outlive them.
struct Client::AsyncCalls {
  std::mutex mutex;
  std::condition_variable none;
  int count = 0;
};

Client::Client(std::string address, ClientOptions options)
    : address_(std::move(address)),
      options_(std::move(options)),
      stub_(solver::v1::SolverService::NewStub(Connect(address_, options_.tls))),
      async_calls_(std::make_shared<AsyncCalls>()) {}

Client::~Client() {
  std::unique_lock<std::mutex> lock(async_calls_->mutex);
  async_calls_->none.wait(lock, [this] { return async_calls_->count == 0; });
}

Solution Client::Solve(const solver::v1::SolveRequest& request,
                       std::optional<std::chrono::milliseconds> timeout) const {
  grpc::ClientContext context;
  SetDeadline(&context, timeout);
  solver::v1::SolveResponse response;
  const grpc::Status status = stub_->Solve(&context, request, &response);
  if (!status.ok()) std::rethrow_exception(MakeError(status));
  return Solution(std::move(response));
}

void Client::SolveAsync(solver::v1::SolveRequest request, std::function<void(Item)> done,
                        std::optional<std::chrono::milliseconds> timeout) const {
  struct Call {
    grpc::ClientContext context;
    solver::v1::SolveRequest request;
    solver::v1::SolveResponse response;
  };
  {
    const std::lock_guard<std::mutex> lock(async_calls_->mutex);
    async_calls_->count++;
  }
  const std::shared_ptr<Call> call(new Call, [calls = async_calls_](Call* over) {
    delete over;
    const std::lock_guard<std::mutex> lock(calls->mutex);
    if (--calls->count == 0) calls->none.notify_all();
  });
  call->request = std::move(request);
  SetDeadline(&call->context, timeout);
  stub_->async()->Solve(&call->context, &call->request, &call->response,
                        [call, done = std::move(done)](const grpc::Status& status) {
                          if (status.ok()) {
                            done({0, Solution(std::move(call->response)), nullptr});
                          } else {
                            done({0, std::nullopt, MakeError(status)});
                          }
                        });
}

solver::v1::CompareResponse Client::Compare(const solver::v1::CompareRequest& request,
                                            std::optional<std::chrono::milliseconds> timeout) const {
  grpc::ClientContext context;
  SetDeadline(&context, timeout);
  solver::v1::CompareResponse response;
  const grpc::Status status = stub_->Compare(&context, request, &response);
  if (!status.ok()) std::rethrow_exception(MakeError(status));
  return response;
}

void Client::TraceFrontier(const solver::v1::TraceFrontierRequest& request,
                           const std::function<bool(const solver::v1::TraceFrontierResponse&)>& point,
                           std::optional<std::chrono::milliseconds> timeout) const {
  grpc::ClientContext context;
  SetDeadline(&context, timeout);
  const auto reader = stub_->TraceFrontier(&context, request);
  solver::v1::TraceFrontierResponse response;
  bool more = true;
  std::exception_ptr thrown;
  while (more && reader->Read(&response)) {
    try {
      more = point(response);
    } catch (...) {
      thrown = std::current_exception();
      more = false;
    }
  }
  if (!more) context.TryCancel();
  const grpc::Status status = reader->Finish();
  if (thrown) std::rethrow_exception(thrown);
  if (more && !status.ok()) std::rethrow_exception(MakeError(status));
}

void Client::SetDeadline(grpc::ClientContext* context, std::optional<std::chrono::milliseconds> timeout) const {
  const auto limit = timeout.value_or(options_.timeout);
  if (limit.count() > 0) context->set_deadline(std::chrono::system_clock::now() + limit);
}

}  // namespace solvergrpc
