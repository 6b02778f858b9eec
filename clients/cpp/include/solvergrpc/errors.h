#ifndef SOLVERGRPC_ERRORS_H_
#define SOLVERGRPC_ERRORS_H_

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <exception>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "google/rpc/status.pb.h"

namespace solvergrpc {

// Base of everything this library throws on its own.
class SolverError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The problem has no schedule (or none was found); the text says why.
class NoSchedule : public SolverError {
 public:
  using SolverError::SolverError;
};

// The service has lost events of a session that it had called durable.
class SessionLost : public SolverError {
 public:
  using SolverError::SolverError;
};

// A call that ended with another status than OK.
class CallError : public SolverError {
 public:
  explicit CallError(google::rpc::Status status);

  // The error as it came.
  const google::rpc::Status& status() const { return status_; }
  // The gRPC status code.
  grpc::StatusCode code() const { return static_cast<grpc::StatusCode>(status_.code()); }
  // Why, for a program; empty if the service did not say.
  std::string reason() const;
  // When it is sensible to try again, if the service said so.
  std::optional<std::chrono::nanoseconds> retry_after() const;
  // Whether a session that ended so may go on on a new stream: the link broke, or the service asks for it.
  bool resumable() const;

 protected:
  CallError(google::rpc::Status status, const std::string& text);

 private:
  google::rpc::Status status_;
};

// One fault of a request.
struct Violation {
  std::string field;        // its path with the index, e.g. problem.cost.power_law.alpha[17]
  std::string description;  // what is wrong and what is allowed
};

// The request is not a problem at all.
class InvalidProblem : public CallError {
 public:
  explicit InvalidProblem(google::rpc::Status status);

  // Every fault at once.
  const std::vector<Violation>& violations() const { return violations_; }

 private:
  std::vector<Violation> violations_;
};

// No service answers at the address, or the link broke.
class Unreachable : public CallError {
 public:
  using CallError::CallError;
};

// The call's time is up.
class DeadlineExceeded : public CallError {
 public:
  using CallError::CallError;
};

// The service has enough to do, or the message is too large; see retry_after().
class Overloaded : public CallError {
 public:
  using CallError::CallError;
};

// The service at the address does not serve this call.
class NotServed : public CallError {
 public:
  using CallError::CallError;
};

// A newer stream has taken the session over; nothing that was sent on this one since then has an effect.
class TakenOver : public CallError {
 public:
  using CallError::CallError;
};

// The error for a google.rpc.Status.
std::exception_ptr MakeError(const google::rpc::Status& status);

// The error for what gRPC ended a call with, rich details included; null for OK.
std::exception_ptr MakeError(const grpc::Status& status);

}  // namespace solvergrpc

#endif  // SOLVERGRPC_ERRORS_H_
