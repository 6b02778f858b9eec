#include "solvergrpc/client.h"

#include <utility>

namespace solvergrpc {

Client::Client(std::string address, ClientOptions options)
    : address_(std::move(address)),
      options_(std::move(options)),
      stub_(solver::v1::SolverService::NewStub(Connect(address_, options_.tls))) {}

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
  auto call = std::make_shared<Call>();
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

void Client::SetDeadline(grpc::ClientContext* context, std::optional<std::chrono::milliseconds> timeout) const {
  const auto limit = timeout.value_or(options_.timeout);
  if (limit.count() > 0) context->set_deadline(std::chrono::system_clock::now() + limit);
}

}  // namespace solvergrpc
