#ifndef SOLVERGRPC_CLIENT_H_
#define SOLVERGRPC_CLIENT_H_

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "solver/v1/solver_service.grpc.pb.h"
#include "solvergrpc/channel.h"
#include "solvergrpc/errors.h"
#include "solvergrpc/session.h"
#include "solvergrpc/solution.h"

namespace solvergrpc {

// How a client connects.
struct ClientOptions {
  // With https:// this may be left out: then gRPC's own roots are trusted.
  std::optional<Tls> tls;
  // Time limit of a call that gives none of its own; 0: none.
  std::chrono::milliseconds timeout = std::chrono::seconds(30);
};

// A connection to the service. Thread-safe.
class Client {
 public:
  // address: host:port, http://host:port, https://host:port or unix:/path. Nothing is sent before the first call.
  explicit Client(std::string address, ClientOptions options = {});
  // Waits for the calls of SolveAsync; so it must not be run by their callbacks.
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // Solves one problem. A problem without a schedule is an answer, too: look at its termination. Throws InvalidProblem
  // or another CallError.
  Solution Solve(const solver::v1::SolveRequest& request, std::optional<std::chrono::milliseconds> timeout = {}) const;

  // The same without waiting: done is called on a thread of gRPC's, and must not block.
  void SolveAsync(solver::v1::SolveRequest request, std::function<void(Item)> done,
                  std::optional<std::chrono::milliseconds> timeout = {}) const;

  // Solves many problems on one stream, with a connection of its own. next is asked for requests as fast as the service
  // takes them, until it has no more; their request_id is set to their position. answer gets the answers as they are
  // ready, in any order; if it returns false, what is still under way is cancelled. Both are called on threads of
  // gRPC's, each by one at a time; what they throw is thrown here. Returns after the last answer.
  void SolveMany(std::function<std::optional<solver::v1::SolveRequest>()> next, std::function<bool(Item)> answer,
                 std::optional<std::chrono::milliseconds> timeout = {}) const;

  // Runs several methods and baselines on one problem. Throws what Solve throws.
  solver::v1::CompareResponse Compare(const solver::v1::CompareRequest& request,
                                      std::optional<std::chrono::milliseconds> timeout = {}) const;

  // Gives points of the efficient frontier of expected cost and variance to point, as they are found; if it returns
  // false, the rest is cancelled. Throws what Solve throws, and what point throws.
  void TraceFrontier(const solver::v1::TraceFrontierRequest& request,
                     const std::function<bool(const solver::v1::TraceFrontierResponse&)>& point,
                     std::optional<std::chrono::milliseconds> timeout = {}) const;

  // Opens a session for one parent order; its session_key is made if it is absent. Nothing is sent before Session::Run.
  // patience is how long it tries to reach the service again.
  std::unique_ptr<Session> OpenSession(solver::v1::Open opening,
                                       std::chrono::milliseconds patience = std::chrono::minutes(1)) const {
    return std::make_unique<Session>(address_, options_.tls, std::move(opening), patience);
  }

 private:
  struct AsyncCalls;

  void SetDeadline(grpc::ClientContext* context, std::optional<std::chrono::milliseconds> timeout) const;

  std::string address_;
  ClientOptions options_;
  std::unique_ptr<solver::v1::SolverService::Stub> stub_;
  std::shared_ptr<AsyncCalls> async_calls_;
};

}  // namespace solvergrpc

#endif  // SOLVERGRPC_CLIENT_H_
