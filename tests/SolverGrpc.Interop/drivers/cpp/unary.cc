// One message there and back, compressed or not.
#include "cases.h"

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
