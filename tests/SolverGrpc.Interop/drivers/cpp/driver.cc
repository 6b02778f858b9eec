// Interoperability cases of the gRPC specification, those of compression included, from the official C++ library.
//
//   driver CASE --target HOST:PORT|unix:PATH [--ca FILE]
//
// Exit status 0 if the case holds; otherwise the text of what was expected and what came.
#include <fstream>
#include <functional>
#include <iostream>
#include <map>

#include "cases.h"

namespace {

const std::map<std::string, std::function<void(Client&)>> kCases = {
    {"empty_unary", EmptyUnary},
    {"large_unary", LargeUnary},
    {"client_compressed_unary", ClientCompressedUnary},
    {"server_compressed_unary", ServerCompressedUnary},
    {"client_streaming", ClientStreaming},
    {"client_compressed_streaming", ClientCompressedStreaming},
    {"server_streaming", ServerStreaming},
    {"server_compressed_streaming", ServerCompressedStreaming},
    {"ping_pong", PingPong},
    {"half_duplex", HalfDuplex},
    {"slow_consumer", SlowConsumer},
    {"empty_stream", EmptyStream},
    {"custom_metadata", CustomMetadata},
    {"status_code_and_message", StatusCodeAndMessage},
    {"special_status_message", SpecialStatusMessage},
    {"unimplemented_method", CallUnimplementedMethod},
    {"unimplemented_service", CallUnimplementedService},
    {"cancel_after_begin", CancelAfterBegin},
    {"cancel_after_first_response", CancelAfterFirstResponse},
    {"timeout_on_sleeping_server", TimeoutOnSleepingServer},
};

Client Connect(const std::string& target, const std::string& ca) {
  std::shared_ptr<grpc::ChannelCredentials> credentials = grpc::InsecureChannelCredentials();
  if (!ca.empty()) {
    std::ostringstream pem;
    pem << std::ifstream(ca).rdbuf();
    credentials = grpc::SslCredentials({pem.str(), "", ""});
  }
  auto channel = grpc::CreateChannel(target, credentials);
  return {channel, TestService::NewStub(channel)};
}

}  // namespace

int main(int count, char** arguments) {
  std::map<std::string, std::string> options;
  for (int i = 2; i + 1 < count; i += 2) options[arguments[i]] = arguments[i + 1];
  auto found = kCases.find(count > 1 ? arguments[1] : "");
  if (found == kCases.end()) {
    std::cerr << "usage: driver CASE --target HOST:PORT|unix:PATH [--ca FILE]; cases:";
    for (const auto& known : kCases) std::cerr << ' ' << known.first;
    std::cerr << '\n';
    return 2;
  }
  try {
    Client client = Connect(options["--target"], options["--ca"]);
    found->second(client);
  } catch (const std::exception& failure) {
    std::cerr << failure.what() << '\n';
    return 1;
  }
}
