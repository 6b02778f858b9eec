#ifndef SOLVERGRPC_SRC_LEDGER_H_
#define SOLVERGRPC_SRC_LEDGER_H_

#include <cstdint>
#include <deque>
#include <vector>

#include "solver/v1/session.pb.h"
#include "solvergrpc/errors.h"
#include "solvergrpc/session.h"

namespace solvergrpc {

// What a session remembers so that it survives its links: which events are not safe yet, which messages have been seen.
// It does no I/O and knows no clock.
class Ledger {
 public:
  using Request = solver::v1::StreamReoptimizeRequest;
  using Response = solver::v1::StreamReoptimizeResponse;

  Ledger(solver::v1::Open opening, const google::protobuf::Timestamp& now);

  // Numbers an event and keeps it until it is durable.
  const Request& Add(Request event, const google::protobuf::Timestamp& now);

  // The first messages of a new stream.
  std::vector<Request> Begin(const google::protobuf::Timestamp& now);

  // Whether a message is for the user; adds what to send again.
  bool Receive(const Response& response, std::vector<Request>* again);

  // Whether a new stream may heal what ended this one.
  bool Forgive(const CallError& error);

  // New events may be sent; until then they wait for what the service has missed.
  bool attached() const { return attached_; }
  bool done() const { return done_; }
  const Plan& plan() const { return plan_; }
  const std::string& session_id() const { return session_id_; }
  int64_t based_on_seq() const { return based_on_seq_; }
  int64_t durable_seq() const { return durable_seq_; }

 private:
  void ForgetDurable(const Response& response);
  void Between(int64_t first, int64_t last, std::vector<Request>* found) const;
  void Merge(const solver::v1::Plan& plan);

  std::string session_key_;
  bool is_kept_;  // by the service's journal
  Plan plan_;
  std::string session_id_;
  int64_t last_seq_ = 0;
  int64_t last_server_seq_ = 0;
  int64_t based_on_seq_ = 0;
  int64_t durable_seq_ = 0;
  int64_t attempt_ = 0;  // rises, whatever the clock does: a stream that is read late is turned away by it
  bool done_ = false;
  bool attached_ = false;
  bool known_ = false;          // to the service
  std::deque<Request> unsafe_;  // in the order of seq
};

}  // namespace solvergrpc

#endif  // SOLVERGRPC_SRC_LEDGER_H_
