// What all cases share: how they check, and the messages they send.
#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <cstdlib>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
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

using namespace grpc::testing;
using grpc::ClientContext;
using grpc::Status;
using grpc::StatusCode;

using Inspector = InteropClientContextInspector;

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

inline void CheckStatus(const std::string& what, StatusCode expected, const Status& status) {
  Check(what + " status (" + status.error_message() + ")", expected, status.error_code());
}

inline void CheckOk(const Status& status) { CheckStatus("call", StatusCode::OK, status); }

inline void CheckZeros(size_t expected, const Payload& payload) {
  Check("payload size", expected, payload.body().size());
  Check("payload is zeros", true, payload.body() == std::string(expected, '\0'));
}

template <typename Request>
void SetZeros(Request* request, size_t size) {
  request->mutable_payload()->set_body(std::string(size, '\0'));
}

inline SimpleRequest LargeRequest() {
  SimpleRequest request;
  request.set_response_size(314159);
  SetZeros(&request, 271828);
  return request;
}

inline StreamingOutputCallRequest OutputRequest(const std::vector<int>& sizes, size_t payload = 0) {
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
