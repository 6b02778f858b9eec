// Metadata, statuses, and calls that are cut short.
#include <map>

#include "cases.h"

namespace {

const char kInitialKey[] = "x-grpc-test-echo-initial";
const char kInitialValue[] = "test_initial_metadata_value";
const char kTrailingKey[] = "x-grpc-test-echo-trailing-bin";
const char kTrailingValue[] = "\xab\xab\xab";

// Two megabytes to a reader slower than the server: windows must open and close without a loss.
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

}  // namespace

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
