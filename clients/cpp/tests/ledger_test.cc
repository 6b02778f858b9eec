#include "ledger.h"

#include <google/protobuf/util/time_util.h>
#include <gtest/gtest.h>

#include "google/rpc/error_details.pb.h"

namespace {

using google::protobuf::util::TimeUtil;
using solvergrpc::CallError;
using solvergrpc::Ledger;
using Response = solver::v1::StreamReoptimizeResponse;
using Request = solver::v1::StreamReoptimizeRequest;

Response Say(int64_t server_seq, int64_t based_on, int64_t durable) {
  Response response;
  response.set_server_seq(server_seq);
  response.set_based_on_seq(based_on);
  response.set_durable_seq(durable);
  response.mutable_ack();
  return response;
}

Response Resumed(int64_t last_seq) {
  Response response;
  response.mutable_resumed()->set_last_seq(last_seq);
  return response;
}

CallError Failure(grpc::StatusCode code, const std::string& reason = "") {
  google::rpc::Status status;
  status.set_code(code);
  google::rpc::ErrorInfo info;
  info.set_reason(reason);
  if (!reason.empty()) status.add_details()->PackFrom(info);
  return CallError(status);
}

std::vector<int64_t> Seqs(const std::vector<Request>& requests) {
  std::vector<int64_t> seqs;
  for (const Request& request : requests) seqs.push_back(request.seq());
  return seqs;
}

// What is sent again after an answer.
std::vector<int64_t> Again(Ledger* ledger, const Response& response) {
  std::vector<Request> again;
  EXPECT_FALSE(ledger->Receive(response, &again));
  return Seqs(again);
}

bool IsTold(Ledger* ledger, const Response& response) {
  std::vector<Request> again;
  return ledger->Receive(response, &again);
}

using Numbers = std::vector<int64_t>;

// A ledger with an answered Open and events 2, 3, ....
Ledger OpenWithEvents(int count, solver::v1::Durability durability = solver::v1::DURABILITY_UNSPECIFIED) {
  solver::v1::Open open;
  open.mutable_problem()->mutable_grid()->set_period_count(4);
  open.mutable_policy()->set_durability(durability);
  Ledger ledger(open, {});
  ledger.Begin({});
  Response opened = Say(1, 1, 0);
  opened.mutable_opened()->set_session_id("s");
  EXPECT_FALSE(IsTold(&ledger, opened));
  for (int i = 0; i < count; i++) {
    Request event;
    event.mutable_pause();
    ledger.Add(event, {});
  }
  return ledger;
}

TEST(LedgerTest, ResumesAndSendsWhatTheServiceHasNot) {
  Ledger ledger = OpenWithEvents(3);
  EXPECT_TRUE(ledger.Forgive(Failure(grpc::UNAVAILABLE)));
  const Request first = ledger.Begin({}).front();
  EXPECT_EQ(1, first.resume().last_server_seq());
  EXPECT_EQ(16u, first.resume().session_key().size());
  EXPECT_FALSE(ledger.attached());  // events wait
  EXPECT_EQ((Numbers{3, 4}), Again(&ledger, Resumed(2)));
  EXPECT_TRUE(ledger.attached());
}

TEST(LedgerTest, AttemptsRiseWhateverTheClockDoes) {
  Ledger ledger(solver::v1::Open(), {});
  const auto begin = [&](int64_t nanoseconds) {
    return ledger.Begin(TimeUtil::NanosecondsToTimestamp(nanoseconds)).front();
  };
  Numbers attempts = {begin(1000).open().attempt(), begin(1000).open().attempt()};
  Response opened = Say(1, 1, 0);
  opened.mutable_opened();
  EXPECT_FALSE(IsTold(&ledger, opened));
  attempts.push_back(begin(999).resume().attempt());
  attempts.push_back(begin(2000).resume().attempt());
  EXPECT_EQ((Numbers{1000, 1001, 1002, 2000}), attempts);
}

TEST(LedgerTest, ForgetsDurableEventsAndNoticesTheirLoss) {
  Ledger ledger = OpenWithEvents(3);
  EXPECT_TRUE(IsTold(&ledger, Say(2, 4, 3)));
  EXPECT_EQ((Numbers{4}), Again(&ledger, Resumed(3)));
  EXPECT_THROW(Again(&ledger, Resumed(2)), solvergrpc::SessionLost);
}

TEST(LedgerTest, OpensAgainWhereNothingWasDurable) {
  Ledger ledger = OpenWithEvents(2);
  EXPECT_TRUE(ledger.Forgive(Failure(grpc::NOT_FOUND, "SESSION_UNKNOWN")));
  EXPECT_EQ((Numbers{1, 2, 3}), Seqs(ledger.Begin({})));
  EXPECT_TRUE(IsTold(&ledger, Say(1, 1, 1)));  // numbers begin again, too
  EXPECT_FALSE(ledger.Forgive(Failure(grpc::NOT_FOUND, "SESSION_UNKNOWN")));
}

TEST(LedgerTest, ForgivesOnlyWhatANewStreamHeals) {
  Ledger ledger = OpenWithEvents(0);
  EXPECT_TRUE(ledger.Forgive(Failure(grpc::UNAVAILABLE, "SERVER_STOPPING")));
  EXPECT_TRUE(ledger.Forgive(Failure(grpc::RESOURCE_EXHAUSTED, "SLOW_READER")));
  EXPECT_TRUE(ledger.Forgive(Failure(grpc::INTERNAL)));
  EXPECT_FALSE(ledger.Forgive(Failure(grpc::ABORTED, "FENCED")));
  EXPECT_FALSE(ledger.Forgive(Failure(grpc::INTERNAL, "SESSION_BROKEN")));
  EXPECT_FALSE(ledger.Forgive(Failure(grpc::INVALID_ARGUMENT)));
}

TEST(LedgerTest, TellsOnceAndSendsWhatIsAskedFor) {
  Ledger ledger = OpenWithEvents(4);
  EXPECT_TRUE(IsTold(&ledger, Say(2, 1, 0)));
  EXPECT_FALSE(IsTold(&ledger, Say(2, 1, 0)));
  Response missing;
  missing.mutable_resend_request()->set_first_seq(3);
  missing.mutable_resend_request()->set_last_seq(4);
  EXPECT_EQ((Numbers{3, 4}), Again(&ledger, missing));
}

TEST(LedgerTest, KnowsThatAWarningIsAheadOfItsPlan) {
  Ledger ledger = OpenWithEvents(2);
  Response response = Say(2, 3, 0);
  response.mutable_warning();
  EXPECT_TRUE(IsTold(&ledger, response));
  EXPECT_EQ(0, ledger.based_on_seq());
  response.mutable_plan();
  response.set_server_seq(3);
  EXPECT_TRUE(IsTold(&ledger, response));
  EXPECT_EQ(3, ledger.based_on_seq());
}

TEST(LedgerTest, WithoutAJournalForgetsWhatWasApplied) {
  Ledger ledger = OpenWithEvents(3, solver::v1::DURABILITY_NONE);
  EXPECT_TRUE(IsTold(&ledger, Say(2, 3, 0)));
  EXPECT_EQ((Numbers{4}), Again(&ledger, Resumed(3)));
}

void ExpectPlan(Ledger* ledger, int from_period, const std::vector<int>& changed, const Numbers& units,
                const Numbers& expected) {
  const int64_t version = ledger->plan().version + 1;
  Response response = Say(version + 1, 1, 0);
  auto* plan = response.mutable_plan();
  plan->set_version(version);
  plan->set_from_period(from_period);
  for (const int period : changed) plan->add_changed_periods(period);
  for (const int64_t u : units) plan->add_units(u);
  EXPECT_TRUE(IsTold(ledger, response));
  EXPECT_EQ(version, ledger->plan().version);
  EXPECT_EQ(expected, ledger->plan().schedule);
}

TEST(LedgerTest, PutsPlansTogether) {
  Ledger ledger = OpenWithEvents(0);
  ExpectPlan(&ledger, 0, {}, {1, 2, 3, 4}, {1, 2, 3, 4});
  ExpectPlan(&ledger, 1, {2}, {7}, {0, 2, 7, 4});
  ExpectPlan(&ledger, 2, {}, {5, 6}, {0, 0, 5, 6});
  ExpectPlan(&ledger, 4, {}, {}, {0, 0, 0, 0});
}

}  // namespace
