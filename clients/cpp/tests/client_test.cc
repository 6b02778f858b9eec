#include "solvergrpc/client.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <future>
#include <stdexcept>

#include "day.h"
#include "service.h"

namespace {

using solver::v1::SolveRequest;
using solvergrpc::Client;
using solvergrpc::ClientOptions;
using solvergrpc::Item;
using solvergrpc::Tls;
using std::chrono::milliseconds;

std::string Pem(const std::string& name) { return Place("SOLVER_PEM") + "/" + name; }

Tls Mine(const std::string& name) { return {Pem("ca.pem"), Pem(name + ".pem"), Pem(name + ".key"), ""}; }

std::string ByNumber(std::string address) { return address.replace(address.find("localhost"), 9, "127.0.0.1"); }

// Requests for SolveMany: count times the same.
std::function<std::optional<SolveRequest>()> Repeat(SolveRequest request, size_t count) {
  return [request, count]() mutable { return count-- > 0 ? std::optional<SolveRequest>(request) : std::nullopt; };
}

size_t CountAnswers(const Client& client, const SolveRequest& request, size_t count, milliseconds timeout) {
  size_t answers = 0;
  client.SolveMany(
      Repeat(request, count), [&](const Item& item) { return item.result(), ++answers > 0; }, timeout);
  return answers;
}

void ExpectAnswer(const std::string& address, const std::optional<Tls>& tls) {
  ClientOptions options;
  options.tls = tls;
  const solvergrpc::Solution solution = Client(address, options).Solve(Small());
  EXPECT_TRUE(solution.optimal()) << solution.detail();
  EXPECT_NEAR(872.871561, solution.cost(), 1e-6);
  EXPECT_NEAR(13.0930734, solution.lambda(), 1e-6);
}

TEST(TransportTest, TcpLeadsToTheAnswer) { ExpectAnswer(Place("SOLVER_TCP"), {}); }
TEST(TransportTest, TcpWithoutSchemeLeadsToTheAnswer) {
  ExpectAnswer(Place("SOLVER_TCP").substr(sizeof("http://") - 1), {});
}
TEST(TransportTest, UnixSocketLeadsToTheAnswer) { ExpectAnswer(Place("SOLVER_UNIX"), {}); }
TEST(TransportTest, TlsLeadsToTheAnswer) { ExpectAnswer(Place("SOLVER_TLS"), Tls{Pem("ca.pem"), "", "", ""}); }
TEST(TransportTest, TlsByAnotherNameLeadsToTheAnswer) {
  ExpectAnswer(ByNumber(Place("SOLVER_TLS")), Tls{Pem("ca.pem"), "", "", "localhost"});
}
TEST(TransportTest, MutualTlsLeadsToTheAnswer) { ExpectAnswer(Place("SOLVER_MUTUAL_TLS"), Mine("client")); }

void ExpectUnreachable(const std::string& address, const Tls& tls) {
  ClientOptions options;
  options.tls = tls;
  EXPECT_THROW(Client(address, options).Solve(Small()), solvergrpc::Unreachable);
}

TEST(TransportTest, SystemRootsLeadNowhere) { ExpectUnreachable(Place("SOLVER_TLS"), {}); }
TEST(TransportTest, AnotherRootLeadsNowhere) {
  ExpectUnreachable(Place("SOLVER_TLS"), {Pem("other-ca.pem"), "", "", ""});
}
TEST(TransportTest, AnotherNameLeadsNowhere) {
  ExpectUnreachable(ByNumber(Place("SOLVER_TLS")), {Pem("ca.pem"), "", "", ""});
}
TEST(TransportTest, NoCertificateLeadsNowhere) {
  ExpectUnreachable(Place("SOLVER_MUTUAL_TLS"), {Pem("ca.pem"), "", "", ""});
}
TEST(TransportTest, StrangerLeadsNowhere) { ExpectUnreachable(Place("SOLVER_MUTUAL_TLS"), Mine("stranger")); }

TEST(TransportTest, HalfACertificateOrNoFileIsRefused) {
  for (const Tls& tls : {Tls{"", Pem("client.pem"), "", ""}, Tls{Pem("absent.pem"), "", "", ""}}) {
    ClientOptions options;
    options.tls = tls;
    EXPECT_THROW(Client("https://localhost:1", options), std::invalid_argument);
  }
}

TEST(TransportTest, AMillionPeriodsFit) {
  SolveRequest request = Small();
  request.mutable_problem()->mutable_grid()->set_period_count(1'000'000);
  auto* alpha = request.mutable_problem()->mutable_cost()->mutable_power_law()->mutable_alpha();
  alpha->Clear();
  for (int i = 0; i < 1'000'000; i++) alpha->Add(1 + i % 7);
  EXPECT_EQ(1'000'000u, Client(Place("SOLVER_TCP")).Solve(request, milliseconds(120'000)).schedule().size());
}

template <typename Error>
void ExpectError(const std::string& address, const SolveRequest& request, milliseconds timeout) {
  const Client client(address);
  EXPECT_THROW(client.Solve(request, timeout), Error);
  EXPECT_THROW(CountAnswers(client, request, 1, timeout), Error);
  std::promise<Item> answer;
  client.SolveAsync(
      request, [&](Item item) { answer.set_value(std::move(item)); }, timeout);
  EXPECT_THROW(answer.get_future().get().result(), Error);
}

constexpr milliseconds kPatience(60'000);

TEST(ErrorTest, NobodyListeningIsUnreachable) {
  ExpectError<solvergrpc::Unreachable>("127.0.0.1:1", Small(), kPatience);
}

TEST(ErrorTest, NoAnswerIsADeadline) {
  ExpectError<solvergrpc::DeadlineExceeded>(Place("SOLVER_SILENT"), Small(), milliseconds(50));
}

TEST(ErrorTest, MessageBeyondTheLimitIsRefused) {
  SolveRequest large = Small();
  large.mutable_problem()->mutable_cost()->mutable_half_spread()->Resize(solvergrpc::kMessageBytesMax / 8 + 1, 0);
  ExpectError<solvergrpc::Overloaded>(Place("SOLVER_TCP"), large, kPatience);
}

TEST(ErrorTest, ServerWithoutTheServiceDoesNotServeIt) {
  int port = 0;
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  solver::v1::SolverService::Service nothing;
  builder.RegisterService(&nothing);
  const auto server = builder.BuildAndStart();
  ExpectError<solvergrpc::NotServed>("127.0.0.1:" + std::to_string(port), Small(), kPatience);
}

TEST(ErrorTest, MissingBasisIsRefusedNotGuessed) {
  SolveRequest request = Small();
  request.mutable_problem()->mutable_cost()->clear_basis();
  try {
    Client(Place("SOLVER_TCP")).Solve(request);
    ADD_FAILURE() << "it was guessed";
  } catch (const solvergrpc::InvalidProblem& error) {
    ASSERT_EQ(1u, error.violations().size());
    EXPECT_EQ("problem.cost.basis", error.violations()[0].field);
    EXPECT_FALSE(error.reason().empty());
  }
}

TEST(ManyTest, EveryRequestIsAnswered) {
  EXPECT_EQ(0u, CountAnswers(Client(Place("SOLVER_TCP")), Small(), 0, kPatience));
  EXPECT_EQ(500u, CountAnswers(Client(Place("SOLVER_TCP")), Small(), 500, kPatience));
}

TEST(ManyTest, LeavingEarlyEndsTheStream) {
  const Client client(Place("SOLVER_TCP"));
  SolveRequest request;
  *request.mutable_problem() = day::Problem();
  size_t answers = 0;
  client.SolveMany([&] { return std::optional<SolveRequest>(request); }, [&](const Item&) { return ++answers < 3; });
  EXPECT_EQ(3u, answers);
  EXPECT_TRUE(client.Solve(Small()).optimal());
}

TEST(ManyTest, WhatTheCallbacksThrowIsThrown) {
  const Client client(Place("SOLVER_TCP"));
  EXPECT_THROW(client.SolveMany(Repeat(Small(), 9), [](const Item&) -> bool { throw std::domain_error("enough"); }),
               std::domain_error);
  EXPECT_THROW(client.SolveMany([]() -> std::optional<SolveRequest> { throw std::domain_error("none"); },
                                [](const Item&) { return true; }),
               std::domain_error);
}

// Exit status and output of a command.
std::pair<int, std::string> Execute(const std::string& command) {
  std::string output;
  std::array<char, 4096> buffer;
  FILE* pipe = popen(command.c_str(), "r");
  while (const size_t count = fread(buffer.data(), 1, buffer.size(), pipe)) output.append(buffer.data(), count);
  return {WEXITSTATUS(pclose(pipe)), output};
}

TEST(SampleTest, PrintsScheduleAndCertificate) {
  const auto [status, output] = Execute(std::string(SOLVE_SAMPLE) + " " + Place("SOLVER_TCP") + " 2>&1");
  EXPECT_EQ(0, status);
  for (const char* word : {"09:30", "15:45", "OPTIMAL", "lambda", "cost", "saves", "no schedule is cheaper"}) {
    EXPECT_NE(std::string::npos, output.find(word)) << word << " is not in:\n" << output;
  }
}

TEST(SampleTest, SaysThatNobodyListens) {
  const auto [status, output] = Execute(std::string(SOLVE_SAMPLE) + " 127.0.0.1:1 2>&1");
  EXPECT_EQ(1, status);
  EXPECT_NE(std::string::npos, output.find("UNAVAILABLE")) << output;
}

}  // namespace
