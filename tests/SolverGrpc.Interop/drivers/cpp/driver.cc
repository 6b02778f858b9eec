// Interoperability cases of the gRPC specification, those of compression included, from the official C++ library.
//
//   driver CASE --target HOST:PORT|unix:PATH [--ca FILE]
//
// Exit status 0 if the case holds; otherwise the text of what was expected and what came.
#include <grpcpp/grpcpp.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "grpc_testing.grpc.pb.h"

// What libgrpc exports for interoperability tests and declares in no installed header.
grpc_compression_algorithm grpc_call_test_only_get_compression_algorithm(grpc_call* call);
uint32_t grpc_call_test_only_get_message_flags(grpc_call* call);

namespace grpc::testing {

// The friend that ClientContext declares for this purpose.
class InteropClientContextInspector {
 public:
  explicit InteropClientContextInspector(const ClientContext& context) : call_(context.call_) {}

  bool encoding_named() const { return grpc_call_test_only_get_compression_algorithm(call_) != GRPC_COMPRESS_NONE; }

  bool last_message_was_compressed() const {
    constexpr uint32_t kWasCompressed = 0x40000000u;  // GRPC_WRITE_INTERNAL_TEST_ONLY_WAS_COMPRESSED
    return (grpc_call_test_only_get_message_flags(call_) & kWasCompressed) != 0;
  }

 private:
  grpc_call* call_;
};

}  // namespace grpc::testing

namespace {

using namespace grpc::testing;
using grpc::ClientContext;
using grpc::Status;
using grpc::StatusCode;

using Inspector = InteropClientContextInspector;

const char kInitialKey[] = "x-grpc-test-echo-initial";
const char kInitialValue[] = "test_initial_metadata_value";
const char kTrailingKey[] = "x-grpc-test-echo-trailing-bin";
const char kTrailingValue[] = "\xab\xab\xab";

struct Context : ClientContext {
  Context() {
    const char* patience = std::getenv("INTEROP_PATIENCE_S");
    set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(patience ? std::atoi(patience) : 20));
  }
};

template <typename A, typename B>
void Check(const std::string& what, const A& expected, const B& actual) {
  if (expected == actual) return;
  std::ostringstream text;
  text << what << ": expected " << expected << ", got " << actual;
  throw std::runtime_error(text.str());
}

void CheckStatus(const std::string& what, StatusCode expected, const Status& status) {
  Check(what + " status (" + status.error_message() + ")", expected, status.error_code());
}

void CheckOk(const Status& status) { CheckStatus("call", StatusCode::OK, status); }

void CheckZeros(size_t expected, const Payload& payload) {
  Check("payload size", expected, payload.body().size());
  Check("payload is zeros", true, payload.body() == std::string(expected, '\0'));
}

template <typename Request>
void SetZeros(Request* request, size_t size) {
  request->mutable_payload()->set_body(std::string(size, '\0'));
}

SimpleRequest LargeRequest() {
  SimpleRequest request;
  request.set_response_size(314159);
  SetZeros(&request, 271828);
  return request;
}

StreamingOutputCallRequest OutputRequest(const std::vector<int>& sizes, size_t payload = 0) {
  StreamingOutputCallRequest request;
  for (int size : sizes) request.add_response_parameters()->set_size(size);
  SetZeros(&request, payload);
  return request;
}

// Reads a stream to its end: responses of exactly these sizes, then OK.
template <typename Stream>
void CheckOutput(Stream* stream, const std::vector<size_t>& sizes) {
  StreamingOutputCallResponse response;
  for (size_t size : sizes) {
    Check("another response", true, stream->Read(&response));
    CheckZeros(size, response.payload());
  }
  Check("a response after the last", false, stream->Read(&response));
  CheckOk(stream->Finish());
}

struct Client {
  std::shared_ptr<grpc::Channel> channel;
  std::unique_ptr<TestService::Stub> stub;
};

void EmptyUnary(Client& client) {
  Context context;
  Empty response;
  CheckOk(client.stub->EmptyCall(&context, Empty(), &response));
  Check("response size", 0u, response.ByteSizeLong());
}

void LargeUnary(Client& client) {
  Context context;
  SimpleResponse response;
  CheckOk(client.stub->UnaryCall(&context, LargeRequest(), &response));
  CheckZeros(314159, response.payload());
}

void ClientCompressedUnary(Client& client) {
  auto call = [&](bool compress, bool expect) {
    Context context;
    context.set_compression_algorithm(compress ? GRPC_COMPRESS_GZIP : GRPC_COMPRESS_NONE);
    SimpleRequest request = LargeRequest();
    request.mutable_expect_compressed()->set_value(expect);
    SimpleResponse response;
    Status status = client.stub->UnaryCall(&context, request, &response);
    if (status.ok()) CheckZeros(314159, response.payload());
    return status;
  };
  CheckStatus("probe", StatusCode::INVALID_ARGUMENT, call(false, true));
  CheckStatus("compressed", StatusCode::OK, call(true, true));
  CheckStatus("uncompressed", StatusCode::OK, call(false, false));
}

void ServerCompressedUnary(Client& client) {
  for (bool wanted : {true, false}) {
    Context context;
    SimpleRequest request = LargeRequest();
    request.mutable_response_compressed()->set_value(wanted);
    SimpleResponse response;
    CheckOk(client.stub->UnaryCall(&context, request, &response));
    CheckZeros(314159, response.payload());
    Check("compressed", wanted, Inspector(context).last_message_was_compressed());
    if (wanted) Check("encoding named", true, Inspector(context).encoding_named());
  }
}

void ClientStreaming(Client& client) {
  Context context;
  StreamingInputCallResponse response;
  auto stream = client.stub->StreamingInputCall(&context, &response);
  for (int size : {27182, 8, 1828, 45904}) {
    StreamingInputCallRequest request;
    SetZeros(&request, size);
    Check("write", true, stream->Write(request));
  }
  stream->WritesDone();
  CheckOk(stream->Finish());
  Check("sum", 74922, response.aggregated_payload_size());
}

void ClientCompressedStreaming(Client& client) {
  StreamingInputCallRequest first, second;
  SetZeros(&first, 27182);
  first.mutable_expect_compressed()->set_value(true);
  SetZeros(&second, 45904);
  second.mutable_expect_compressed()->set_value(false);
  const auto uncompressed = grpc::WriteOptions().set_no_compression();
  StreamingInputCallResponse response;
  {
    Context context;
    context.set_compression_algorithm(GRPC_COMPRESS_GZIP);
    auto probe = client.stub->StreamingInputCall(&context, &response);
    probe->Write(first, uncompressed);
    probe->WritesDone();
    CheckStatus("probe", StatusCode::INVALID_ARGUMENT, probe->Finish());
  }
  Context context;
  context.set_compression_algorithm(GRPC_COMPRESS_GZIP);
  auto stream = client.stub->StreamingInputCall(&context, &response);
  Check("compressed write", true, stream->Write(first));
  Check("uncompressed write", true, stream->Write(second, uncompressed));
  stream->WritesDone();
  CheckOk(stream->Finish());
  Check("sum", 73086, response.aggregated_payload_size());
}

void ServerStreaming(Client& client) {
  Context context;
  auto stream = client.stub->StreamingOutputCall(&context, OutputRequest({31415, 9, 2653, 58979}));
  CheckOutput(stream.get(), {31415, 9, 2653, 58979});
}

void ServerCompressedStreaming(Client& client) {
  Context context;
  StreamingOutputCallRequest request = OutputRequest({31415, 92653});
  request.mutable_response_parameters(0)->mutable_compressed()->set_value(true);
  request.mutable_response_parameters(1)->mutable_compressed()->set_value(false);
  auto stream = client.stub->StreamingOutputCall(&context, request);
  for (const ResponseParameters& wanted : request.response_parameters()) {
    StreamingOutputCallResponse response;
    Check("another response", true, stream->Read(&response));
    CheckZeros(wanted.size(), response.payload());
    Check("compressed", wanted.compressed().value(), Inspector(context).last_message_was_compressed());
  }
  CheckOutput(stream.get(), {});
}

void PingPong(Client& client) {
  Context context;
  auto stream = client.stub->FullDuplexCall(&context);
  for (auto [payload, size] : {std::pair(27182, 31415), {8, 9}, {1828, 2653}, {45904, 58979}}) {
    Check("write", true, stream->Write(OutputRequest({size}, payload)));
    StreamingOutputCallResponse response;
    Check("response", true, stream->Read(&response));
    CheckZeros(size, response.payload());
  }
  stream->WritesDone();
  CheckOutput(stream.get(), {});
}

void HalfDuplex(Client& client) {
  Context context;
  auto stream = client.stub->HalfDuplexCall(&context);
  for (int size : {31415, 9, 2653, 58979}) Check("write", true, stream->Write(OutputRequest({size})));
  stream->WritesDone();
  CheckOutput(stream.get(), {31415, 9, 2653, 58979});
}

// Two megabytes to a reader slower than the server: windows must open and close without a loss.
void SlowConsumer(Client& client) {
  constexpr int kResponses = 2000, kSize = 1030;
  Context context;
  auto stream = client.stub->StreamingOutputCall(&context, OutputRequest(std::vector<int>(kResponses, kSize)));
  StreamingOutputCallResponse response;
  int count = 0;
  while (stream->Read(&response)) {
    CheckZeros(kSize, response.payload());
    if (++count % 100 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  CheckOk(stream->Finish());
  Check("responses", kResponses, count);
}

void EmptyStream(Client& client) {
  Context context;
  auto stream = client.stub->FullDuplexCall(&context);
  stream->WritesDone();
  CheckOutput(stream.get(), {});
}

void AddMetadata(ClientContext* context) {
  context->AddMetadata(kInitialKey, kInitialValue);
  context->AddMetadata(kTrailingKey, kTrailingValue);
}

using Received = std::multimap<grpc::string_ref, grpc::string_ref>;

void CheckEntry(const std::string& kind, const char* key, const std::string& expected, const Received& received) {
  auto found = received.find(key);
  Check(kind + " has " + key, true, found != received.end());
  Check(kind + " " + key, expected, std::string(found->second.data(), found->second.size()));
}

void CheckMetadata(const std::string& kind, const ClientContext& context) {
  CheckEntry(kind, kInitialKey, kInitialValue, context.GetServerInitialMetadata());
  CheckEntry(kind, kTrailingKey, kTrailingValue, context.GetServerTrailingMetadata());
}

void CustomMetadata(Client& client) {
  Context unary;
  AddMetadata(&unary);
  SimpleResponse response;
  CheckOk(client.stub->UnaryCall(&unary, LargeRequest(), &response));
  CheckMetadata("unary", unary);

  Context duplex;
  AddMetadata(&duplex);
  auto stream = client.stub->FullDuplexCall(&duplex);
  Check("write", true, stream->Write(OutputRequest({314159}, 271828)));
  stream->WritesDone();
  CheckOutput(stream.get(), {314159});
  CheckMetadata("duplex", duplex);
}

void CheckEchoedStatus(const std::string& kind, const std::string& message, const Status& status) {
  CheckStatus(kind, StatusCode::UNKNOWN, status);
  Check(kind + " message", message, status.error_message());
}

template <typename Request>
Request StatusRequest(const std::string& message) {
  Request request;
  request.mutable_response_status()->set_code(StatusCode::UNKNOWN);
  request.mutable_response_status()->set_message(message);
  return request;
}

void EchoStatusUnary(Client& client, const std::string& message) {
  Context context;
  SimpleResponse response;
  CheckEchoedStatus("unary", message, client.stub->UnaryCall(&context, StatusRequest<SimpleRequest>(message), &response));
}

void StatusCodeAndMessage(Client& client) {
  const std::string message = "test status message";
  EchoStatusUnary(client, message);
  Context context;
  auto stream = client.stub->FullDuplexCall(&context);
  stream->Write(StatusRequest<StreamingOutputCallRequest>(message));
  stream->WritesDone();
  StreamingOutputCallResponse response;
  Check("a response", false, stream->Read(&response));
  CheckEchoedStatus("duplex", message, stream->Finish());
}

void SpecialStatusMessage(Client& client) {
  EchoStatusUnary(client, "\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \U0001f608\t\n");
}

void CallUnimplementedMethod(Client& client) {
  Context context;
  Empty response;
  CheckStatus("call", StatusCode::UNIMPLEMENTED, client.stub->UnimplementedCall(&context, Empty(), &response));
}

void CallUnimplementedService(Client& client) {
  Context context;
  Empty response;
  auto stub = UnimplementedService::NewStub(client.channel);
  CheckStatus("call", StatusCode::UNIMPLEMENTED, stub->UnimplementedCall(&context, Empty(), &response));
}

void CancelAfterBegin(Client& client) {
  Context context;
  StreamingInputCallResponse response;
  auto stream = client.stub->StreamingInputCall(&context, &response);
  context.TryCancel();
  CheckStatus("call", StatusCode::CANCELLED, stream->Finish());
}

void CancelAfterFirstResponse(Client& client) {
  Context context;
  auto stream = client.stub->FullDuplexCall(&context);
  Check("write", true, stream->Write(OutputRequest({31415}, 27182)));
  StreamingOutputCallResponse response;
  Check("response", true, stream->Read(&response));
  context.TryCancel();
  CheckStatus("call", StatusCode::CANCELLED, stream->Finish());
}

void TimeoutOnSleepingServer(Client& client) {
  ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::milliseconds(1));
  auto stream = client.stub->FullDuplexCall(&context);
  stream->Write(OutputRequest({}, 27182));
  CheckStatus("call", StatusCode::DEADLINE_EXCEEDED, stream->Finish());
}

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
