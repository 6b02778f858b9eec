#include "solvergrpc/session.h"

#include <gtest/gtest.h>

#include <future>
#include <random>

#include "service.h"
#include "solvergrpc/client.h"

namespace {

using solver::v1::StreamReoptimizeRequest;
using solver::v1::StreamReoptimizeResponse;
using solvergrpc::Client;
using solvergrpc::Session;

std::string Key() {
  std::random_device random;
  std::string key(16, '\0');
  for (char& byte : key) byte = static_cast<char>(random());
  return key;
}

solver::v1::Open Order(const std::string& key, const std::string& order) {
  solver::v1::Open open;
  open.set_session_key(key);
  open.set_client_order_id(order);
  auto* problem = open.mutable_problem();
  *problem = Small().problem();
  problem->set_quantity_units(100);
  problem->mutable_whole_lots()->set_lot_units(1);
  problem->mutable_instrument()->set_tick_size(0.01);
  problem->mutable_instrument()->set_arrival_price(50);
  return open;
}

std::string Name() {
  return "order " + std::to_string(std::random_device()()) + std::to_string(std::random_device()());
}

// A session that runs on a thread of its own.
class Running {
 public:
  explicit Running(std::unique_ptr<Session> session) : session_(std::move(session)) {
    over_ = std::async(std::launch::async, [this] {
      session_->Run([this](const StreamReoptimizeResponse& message) {
        if (message.has_plan() && !planned_) {
          planned_ = true;
          plan_.set_value();
        }
        if (message.durable_seq() > 1 && !durable_) {
          durable_ = true;
          second_.set_value();
        }
      });
    });
  }

  ~Running() { session_->Close(); }

  Session& session() { return *session_; }
  void WaitForPlan() { ASSERT_EQ(std::future_status::ready, plan_.get_future().wait_for(std::chrono::minutes(1))); }
  void WaitForDurable() {
    ASSERT_EQ(std::future_status::ready, second_.get_future().wait_for(std::chrono::minutes(1)));
  }
  // Throws what ended the session.
  void Over() { over_.get(); }

 private:
  std::unique_ptr<Session> session_;
  std::promise<void> plan_, second_;
  bool planned_ = false, durable_ = false;
  std::future<void> over_;
};

// A stream that asks for the session of a key.
class Resuming {
 public:
  explicit Resuming(const std::string& key)
      : stub_(solver::v1::SolverService::NewStub(solvergrpc::Connect(Place("SOLVER_TCP"), {}))),
        stream_(stub_->StreamReoptimize(&context_)) {
    StreamReoptimizeRequest request;
    request.mutable_resume()->set_session_key(key);
    stream_->Write(request);
  }

  bool Read(StreamReoptimizeResponse* response) { return stream_->Read(response); }
  // What the stream ends with, once there is nothing more to read.
  grpc::Status Finish() { return stream_->Finish(); }
  void Cancel() { context_.TryCancel(); }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<solver::v1::SolverService::Stub> stub_;
  std::unique_ptr<grpc::ClientReaderWriter<StreamReoptimizeRequest, StreamReoptimizeResponse>> stream_;
};

TEST(SessionTest, SecondStreamWithTheKeyTakesTheSessionOver) {
  const Client client(Place("SOLVER_TCP"));
  const auto open = Order(Key(), Name());
  Running first(client.OpenSession(open));
  first.WaitForPlan();
  Resuming second(open.session_key());
  StreamReoptimizeResponse response;
  ASSERT_TRUE(second.Read(&response));
  EXPECT_EQ(first.session().session_id(), response.resumed().session_id());
  EXPECT_THROW(first.Over(), solvergrpc::TakenOver);
  EXPECT_EQ(0, first.session().resumes());
  second.Cancel();
  second.Finish();
}

TEST(SessionTest, StrangerWithoutTheKeyIsRefusedAndTheFirstGoesOn) {
  const Client client(Place("SOLVER_TCP"));
  const std::string name = Name();
  Running first(client.OpenSession(Order(Key(), name)));
  first.WaitForPlan();
  Running stranger(client.OpenSession(Order(Key(), name)));
  try {
    stranger.Over();
    ADD_FAILURE() << "it was let in";
  } catch (const solvergrpc::CallError& error) {
    EXPECT_EQ(grpc::PERMISSION_DENIED, error.code());
    EXPECT_EQ("SESSION_OF_OTHERS", error.reason());
  }
  StreamReoptimizeRequest event;
  event.mutable_pause();
  first.session().Send(event);
  first.WaitForDurable();
  EXPECT_EQ(0, first.session().resumes());
}

TEST(SessionTest, UnknownSessionIsNotFound) {
  Resuming stranger(Key());
  StreamReoptimizeResponse response;
  EXPECT_FALSE(stranger.Read(&response));
  try {
    std::rethrow_exception(solvergrpc::MakeError(stranger.Finish()));
  } catch (const solvergrpc::CallError& error) {
    EXPECT_EQ(grpc::NOT_FOUND, error.code());
    EXPECT_EQ("SESSION_UNKNOWN", error.reason());
    EXPECT_FALSE(error.resumable());
  }
}

}  // namespace
