// Streams either way and both ways, compressed or not.
#include <thread>
#include <utility>

#include "cases.h"

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
