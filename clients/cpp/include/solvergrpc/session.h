#ifndef SOLVERGRPC_SESSION_H_
#define SOLVERGRPC_SESSION_H_

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "solver/v1/session.pb.h"
#include "solvergrpc/channel.h"

namespace solvergrpc {

// What to do now.
struct Plan {
  int64_t version = 0;            // 1, 2, ...; 0: there is no plan yet
  int32_t from_period = 0;        // the first period that is not closed
  std::vector<int64_t> schedule;  // units for each period of the grid, 0 before from_period
  solver::v1::Plan message;  // the plan as it came: with its certificate and state, perhaps with changed periods only
};

// One parent order over one stream after another: events in, plans out.
//
// When the link or the service breaks, it goes on by itself on a new stream: events that were not durable are sent
// again, messages that come twice are dropped. Thread-safe; made by Client::OpenSession.
class Session {
 public:
  using Handler = std::function<void(const solver::v1::StreamReoptimizeResponse&)>;

  Session(std::string address, std::optional<Tls> tls, solver::v1::Open opening, std::chrono::milliseconds patience);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // Gives every plan, ack, rejection, warning, residual and Done to the handler, each once. The handler runs on a
  // thread of gRPC's, without a detour; it may call the other methods and must not block. Returns when the stream has
  // ended after Done, or after Close. Throws a CallError that no new stream can heal, or when nobody has answered for
  // the time of patience; SessionLost if the service has lost what it had called durable; what the handler throws.
  void Run(const Handler& handler);

  // Sends an event, of which only the event itself and perhaps event_time are set, and returns its seq. Does not wait.
  int64_t Send(solver::v1::StreamReoptimizeRequest event);

  // Leaves the session; the service keeps it, as its policy says.
  void Close();

  // The newest plan, complete.
  Plan plan() const;
  // The public name of the session; empty until the service has answered.
  std::string session_id() const;
  // The last event that plan() takes into account.
  int64_t based_on_seq() const;
  // Events at or below this seq survive a crash of the service.
  int64_t durable_seq() const;
  // How often it has gone on on a new stream.
  int resumes() const;

 private:
  class Stream;
  class State;

  std::unique_ptr<State> state_;
};

}  // namespace solvergrpc

#endif  // SOLVERGRPC_SESSION_H_
