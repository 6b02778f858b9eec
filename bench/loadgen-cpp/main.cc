// Open-loop load on the service from the official C++ library, beside an echo of the same sizes: a line of JSON as bench/SolverGrpc.LoadGen
// prints it, whose client shares its runtime with the service.
//
// With --baseline instead of --echo the same is solved by another service in turns, to see what a setting of it does.
//
//   loadgen --solve TARGET --echo|--baseline TARGET [--ca FILE] [--kind unary|many|market|fill] [--durability none|group|sync] [--rate R]... [--seconds S]
//           [--rounds N] [--periods N] [--transport TEXT]
#include <cstdio>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>

#include "echo.grpc.pb.h"
#include "loads.h"
#include "messages.h"
#include "session.h"
#include "solver/v1/solver_service.grpc.pb.h"

namespace {

using bench::v1::EchoRequest;
using bench::v1::EchoResponse;
using bench::v1::EchoService;
using solver::v1::SolverService;
using solver::v1::SolveManyRequest;
using solver::v1::SolveManyResponse;
using solver::v1::SolveRequest;
using solver::v1::SolveResponse;

struct Options {
  std::string solve, echo, baseline, ca, kind = "unary", durability = "none", transport;
  std::vector<double> rates;
  double seconds = 2;
  int rounds = 5, periods = 390;
};

Options Read(int count, char** arguments) {
  Options options;
  for (int i = 1; i + 1 < count; i += 2) {
    const std::string name = arguments[i], value = arguments[i + 1];
    if (name == "--solve") options.solve = value;
    else if (name == "--echo") options.echo = value;
    else if (name == "--baseline") options.baseline = value;
    else if (name == "--ca") options.ca = value;
    else if (name == "--kind") options.kind = value;
    else if (name == "--durability") options.durability = value;
    else if (name == "--transport") options.transport = value;
    else if (name == "--rate") options.rates.push_back(std::stod(value));
    else if (name == "--seconds") options.seconds = std::stod(value);
    else if (name == "--rounds") options.rounds = std::stoi(value);
    else if (name == "--periods") options.periods = std::stoi(value);
    else throw std::invalid_argument("unknown option " + name);
  }
  if (options.solve.empty() || options.echo.empty() == options.baseline.empty())
    throw std::invalid_argument("--solve, and --echo or --baseline, are required");
  if (options.rates.empty()) options.rates = {200, 1000};
  return options;
}

std::shared_ptr<grpc::Channel> Connect(const std::string& target, const std::string& ca) {
  std::shared_ptr<grpc::ChannelCredentials> credentials = grpc::InsecureChannelCredentials();
  if (!ca.empty()) {
    std::ostringstream pem;
    pem << std::ifstream(ca).rdbuf();
    credentials = grpc::SslCredentials({pem.str(), "", ""});
  }
  return grpc::CreateChannel(target, credentials);
}

using Problem = std::shared_ptr<SolveProblem>;
using Sizes = std::pair<size_t, size_t>;

bool IsSession(const Options& options) { return options.kind == "market" || options.kind == "fill"; }

std::unique_ptr<SessionLoad> MakeSession(const Options& options, SolverService::Stub* solver) {
  solver::v1::Durability durability;
  std::string name = "DURABILITY_" + options.durability;
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char letter) { return std::toupper(letter); });
  if (!solver::v1::Durability_Parse(name, &durability)) throw std::invalid_argument("--durability is none, group or sync");
  return std::make_unique<SessionLoad>(solver, SessionOrder(options.kind == "fill", options.periods, durability));
}

std::unique_ptr<Load> MakeSolve(const Options& options, Problem problem, SolverService::Stub* solver) {
  if (IsSession(options)) return MakeSession(options, solver);
  if (options.kind == "unary") {
    return std::make_unique<UnaryLoad<SolveRequest, SolveResponse>>(
        [=](auto... call) { solver->async()->Solve(call...); }, problem->Request(0),
        [=](const SolveResponse& answer) { problem->Verify(answer); });
  }
  return std::make_unique<StreamLoad<SolveManyRequest, SolveManyResponse>>(
      [=](auto... call) { solver->async()->SolveMany(call...); },
      [=](int number) {
        SolveManyRequest item;
        *item.mutable_solve() = problem->Request(number);
        return item;
      },
      [=](const SolveManyResponse& answer) {
        if (!answer.has_response()) throw std::runtime_error(answer.error().message());
        problem->Verify(answer.response());
        return std::stoi(answer.request_id());
      });
}

std::unique_ptr<Load> MakeEcho(const std::string& kind, const EchoMessage& message, EchoService::Stub* echoes) {
  if (kind == "unary") {
    return std::make_unique<UnaryLoad<EchoRequest, EchoResponse>>(
        [=](auto... call) { echoes->async()->Echo(call...); }, message.Request(0),
        [=](const EchoResponse& answer) { message.Verify(answer); });
  }
  return std::make_unique<StreamLoad<EchoRequest, EchoResponse>>(
      [=](auto... call) { echoes->async()->EchoMany(call...); }, [=](int number) { return message.Request(number); },
      [=](const EchoResponse& answer) { return message.Verify(answer); });
}

// Solves once, to know that the answer is right and how large the messages are.
Sizes SizesOf(const Options& options, SolveProblem& problem, SolverService::Stub* solver) {
  if (IsSession(options)) return MakeSession(options, solver)->Sizes();
  grpc::ClientContext context;
  SolveResponse response;
  const SolveRequest request = problem.Request(0);
  if (auto status = solver->Solve(&context, request, &response); !status.ok()) throw std::runtime_error(status.error_message());
  problem.Verify(response);
  return {request.ByteSizeLong(), response.ByteSizeLong()};
}

template <typename T>
T Percentile(std::vector<T>& values, double part) {
  std::sort(values.begin(), values.end());
  return values[std::max<int64_t>(0, std::ceil(part * values.size()) - 1)];
}

void Print(const char* name, double answered, std::vector<int64_t>& latencies) {
  std::printf("\"%s\":{\"answered\":%.1f,\"quantiles\":[", name, answered);
  const char* comma = "";
  for (double part : {0.0, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.995, 0.999, 0.9999, 1.0}) {
    std::printf("%s[%g,%.1f]", comma, part, Percentile(latencies, part) / 1e3);
    comma = ",";
  }
  std::printf("]}");
}

void Measure(const Options& options) {
  auto problem = std::make_shared<SolveProblem>(options.periods);
  auto solver = SolverService::NewStub(Connect(options.solve, options.ca));
  const bool echoed = options.baseline.empty();
  auto beside = Connect(echoed ? options.echo : options.baseline, options.ca);
  auto baseline = SolverService::NewStub(beside);
  auto echoes = EchoService::NewStub(beside);
  const Sizes sizes = SizesOf(options, *problem, solver.get());
  const EchoMessage message(sizes.first, sizes.second);
  auto load = MakeSolve(options, problem, solver.get());
  auto other = echoed ? MakeEcho(options.kind, message, echoes.get()) : MakeSolve(options, problem, baseline.get());
  std::vector<int64_t> warm;
  load->Run(1000, options.seconds, &warm);
  other->Run(1000, options.seconds, &warm);
  std::printf("{\"client\":\"C++\",\"transport\":\"%s\",\"kind\":\"%s\",\"streams\":1,\"durability\":\"%s\",\"requestBytes\":%zu,\"responseBytes\":%zu,\"rates\":[",
              options.transport.c_str(), options.kind.c_str(), options.durability.c_str(), sizes.first, sizes.second);
  const char* comma = "";
  for (double rate : options.rates) {
    std::vector<int64_t> ours, theirs;
    std::vector<double> ratios;
    double our_rate = 0, their_rate = 0;
    for (int round = 0; round < options.rounds; ++round) {
      std::vector<int64_t> our_turn, their_turn;
      our_rate += load->Run(rate, options.seconds, &our_turn) / options.rounds;
      their_rate += other->Run(rate, options.seconds, &their_turn) / options.rounds;
      ratios.push_back(static_cast<double>(Percentile(our_turn, 0.5)) / Percentile(their_turn, 0.5));
      ours.insert(ours.end(), our_turn.begin(), our_turn.end());
      theirs.insert(theirs.end(), their_turn.begin(), their_turn.end());
    }
    std::printf("%s{\"rate\":%g,\"ratio\":%.4f,\"latency\":{", comma, rate, Percentile(ratios, 0.5));
    comma = ",";
    Print("solve", our_rate, ours);
    std::printf(",");
    Print(echoed ? "echo" : "baseline", their_rate, theirs);
    std::printf("}}");
  }
  std::printf("]}\n");
}

}  // namespace

int main(int count, char** arguments) {
  try {
    Measure(Read(count, arguments));
  } catch (const std::exception& failure) {
    std::cerr << failure.what() << '\n';
    return 1;
  }
}
