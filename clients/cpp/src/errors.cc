#include "solvergrpc/errors.h"

#include <utility>

#include "google/rpc/error_details.pb.h"

namespace solvergrpc {
namespace {

template <typename Detail>
std::optional<Detail> Find(const google::rpc::Status& status) {
  Detail found;
  for (const auto& packed : status.details()) {
    if (packed.UnpackTo(&found)) return found;
  }
  return std::nullopt;
}

std::vector<Violation> Violations(const google::rpc::Status& status) {
  std::vector<Violation> violations;
  if (const auto bad = Find<google::rpc::BadRequest>(status)) {
    for (const auto& v : bad->field_violations()) violations.push_back({v.field(), v.description()});
  }
  return violations;
}

std::string Text(const google::rpc::Status& status) {
  std::string text = status.message();
  for (const auto& v : Violations(status)) text += "\n  " + v.field + ": " + v.description;
  return text;
}

std::string Name(int code) {
  static const char* const names[] = {
      "OK",        "CANCELLED",      "UNKNOWN",           "INVALID_ARGUMENT",   "DEADLINE_EXCEEDED",
      "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION",
      "ABORTED",   "OUT_OF_RANGE",   "UNIMPLEMENTED",     "INTERNAL",           "UNAVAILABLE",
      "DATA_LOSS", "UNAUTHENTICATED"};
  return code >= 0 && code <= 16 ? names[code] : "code " + std::to_string(code);
}

}  // namespace

CallError::CallError(google::rpc::Status status) : CallError(status, status.message()) {}

CallError::CallError(google::rpc::Status status, const std::string& text)
    : SolverError(Name(status.code()) + ": " + text), status_(std::move(status)) {}

std::string CallError::reason() const {
  const auto info = Find<google::rpc::ErrorInfo>(status_);
  return info ? info->reason() : "";
}

std::optional<std::chrono::nanoseconds> CallError::retry_after() const {
  const auto retry = Find<google::rpc::RetryInfo>(status_);
  if (!retry) return std::nullopt;
  return std::chrono::seconds(retry->retry_delay().seconds()) + std::chrono::nanoseconds(retry->retry_delay().nanos());
}

bool CallError::resumable() const {
  const std::string why = reason();
  if (!why.empty()) {
    return why == "SERVER_STOPPING" || why == "JOURNAL_FAILED" || why == "SLOW_READER" || why == "SEQ_GAP";
  }
  return code() == grpc::UNAVAILABLE || code() == grpc::INTERNAL || code() == grpc::UNKNOWN ||
         code() == grpc::CANCELLED;
}

InvalidProblem::InvalidProblem(google::rpc::Status status)
    : CallError(status, Text(status)), violations_(Violations(status)) {}

std::exception_ptr MakeError(const google::rpc::Status& status) {
  const std::string reason = CallError(status).reason();
  if (reason == "FENCED" || reason == "LATE_ATTEMPT") return std::make_exception_ptr(TakenOver(status));
  switch (status.code()) {
    case grpc::INVALID_ARGUMENT:
      return std::make_exception_ptr(InvalidProblem(status));
    case grpc::UNAVAILABLE:
      return std::make_exception_ptr(Unreachable(status));
    case grpc::DEADLINE_EXCEEDED:
      return std::make_exception_ptr(DeadlineExceeded(status));
    case grpc::RESOURCE_EXHAUSTED:
      return std::make_exception_ptr(Overloaded(status));
    case grpc::UNIMPLEMENTED:
      return std::make_exception_ptr(NotServed(status));
    default:
      return std::make_exception_ptr(CallError(status));
  }
}

std::exception_ptr MakeError(const grpc::Status& status) {
  if (status.ok()) return nullptr;
  google::rpc::Status rich;
  if (status.error_details().empty() || !rich.ParseFromString(status.error_details())) {
    rich.Clear();
    rich.set_code(status.error_code());
    rich.set_message(status.error_message());
  }
  return MakeError(rich);
}

}  // namespace solvergrpc
