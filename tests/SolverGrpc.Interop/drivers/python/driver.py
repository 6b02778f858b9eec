"""Interoperability cases of the gRPC specification from the official Python library.

    driver.py CASE --target HOST:PORT|unix:PATH [--ca FILE]

Exit status 0 if the case holds; otherwise the text of what was expected and what came. PYTHONPATH must hold the generated stubs.
"""

import argparse
import queue
import sys

import grpc
import grpc_testing_pb2 as pb
import grpc_testing_pb2_grpc as stubs

PATIENCE = 20  # seconds for a call that should end by itself
INITIAL = ("x-grpc-test-echo-initial", "test_initial_metadata_value")
TRAILING = ("x-grpc-test-echo-trailing-bin", b"\xab\xab\xab")


def zeros(size):
    return pb.Payload(body=bytes(size))


def check(what, expected, actual):
    if expected != actual:
        raise AssertionError(f"{what}: expected {expected!r}, got {actual!r}")


def check_fails(code, call):
    """The call, a function, must fail with this code; returns its error."""
    try:
        answer = call()
    except grpc.RpcError as error:
        check("status", code, error.code())
        return error
    raise AssertionError(f"status: expected {code}, got OK with {type(answer).__name__}")


class Requests:
    """The sending side of a stream, written message by message."""

    def __init__(self):
        self._queue = queue.Queue()
        self.send = self._queue.put

    def close(self):
        self._queue.put(None)

    def __iter__(self):
        return iter(self._queue.get, None)


def output_request(*sizes, payload=0):
    parameters = [pb.ResponseParameters(size=size) for size in sizes]
    return pb.StreamingOutputCallRequest(response_parameters=parameters, payload=zeros(payload))


def empty_unary(stub):
    check("response", pb.Empty(), stub.EmptyCall(pb.Empty(), timeout=PATIENCE))


def large_unary(stub):
    answer = stub.UnaryCall(pb.SimpleRequest(response_size=314159, payload=zeros(271828)), timeout=PATIENCE)
    check("payload", zeros(314159), answer.payload)


def client_compressed_unary(stub):
    def call(expect, compression):
        request = pb.SimpleRequest(expect_compressed=pb.BoolValue(value=expect), response_size=314159, payload=zeros(271828))
        return stub.UnaryCall(request, timeout=PATIENCE, compression=compression)

    check_fails(grpc.StatusCode.INVALID_ARGUMENT, lambda: call(True, grpc.Compression.NoCompression))
    check("compressed", 314159, len(call(True, grpc.Compression.Gzip).payload.body))
    check("uncompressed", 314159, len(call(False, grpc.Compression.NoCompression).payload.body))


def client_streaming(stub):
    requests = (pb.StreamingInputCallRequest(payload=zeros(size)) for size in (27182, 8, 1828, 45904))
    check("sum", 74922, stub.StreamingInputCall(requests, timeout=PATIENCE).aggregated_payload_size)


def server_streaming(stub):
    sizes = [31415, 9, 2653, 58979]
    answers = stub.StreamingOutputCall(output_request(*sizes), timeout=PATIENCE)
    check("sizes", sizes, [len(answer.payload.body) for answer in answers])


def ping_pong(stub):
    requests = Requests()
    answers = stub.FullDuplexCall(iter(requests), timeout=PATIENCE)
    for payload, size in ((27182, 31415), (8, 9), (1828, 2653), (45904, 58979)):
        requests.send(output_request(size, payload=payload))
        check("size", size, len(next(answers).payload.body))
    requests.close()
    check("rest", [], list(answers))


def half_duplex(stub):
    sizes = [31415, 9, 2653, 58979]
    answers = stub.HalfDuplexCall((output_request(size) for size in sizes), timeout=PATIENCE)
    check("sizes", sizes, [len(answer.payload.body) for answer in answers])


def empty_stream(stub):
    check("answers", [], list(stub.FullDuplexCall(iter(()), timeout=PATIENCE)))


def custom_metadata(stub):
    metadata = (INITIAL, TRAILING)
    _, unary = stub.UnaryCall.with_call(
        pb.SimpleRequest(response_size=314159, payload=zeros(271828)), metadata=metadata, timeout=PATIENCE)
    duplex = stub.FullDuplexCall(iter([output_request(314159, payload=271828)]), metadata=metadata, timeout=PATIENCE)
    check("answers", 1, len(list(duplex)))
    for kind, call in (("unary", unary), ("duplex", duplex)):
        check(f"{kind} initial metadata", INITIAL[1], dict(call.initial_metadata()).get(INITIAL[0]))
        check(f"{kind} trailing metadata", TRAILING[1], dict(call.trailing_metadata()).get(TRAILING[0]))


def _echo_status(stub, kinds, code, message):
    status = pb.EchoStatus(code=code.value[0], message=message)
    calls = {
        "unary": lambda: stub.UnaryCall(pb.SimpleRequest(response_status=status), timeout=PATIENCE),
        "duplex": lambda: list(stub.FullDuplexCall(iter([pb.StreamingOutputCallRequest(response_status=status)]), timeout=PATIENCE)),
    }
    for kind in kinds:
        check(f"{kind} message", message, check_fails(code, calls[kind]).details())


def status_code_and_message(stub):
    _echo_status(stub, ("unary", "duplex"), grpc.StatusCode.UNKNOWN, "test status message")


def special_status_message(stub):
    text = "\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \U0001f608\t\n"
    _echo_status(stub, ("unary",), grpc.StatusCode.UNKNOWN, text)


def unimplemented_method(stub):
    check_fails(grpc.StatusCode.UNIMPLEMENTED, lambda: stub.UnimplementedCall(pb.Empty(), timeout=PATIENCE))


def unimplemented_service(stub):
    other = stubs.UnimplementedServiceStub(stub.channel)
    check_fails(grpc.StatusCode.UNIMPLEMENTED, lambda: other.UnimplementedCall(pb.Empty(), timeout=PATIENCE))


def cancel_after_begin(stub):
    call = stub.StreamingInputCall.future(iter(Requests()))
    call.cancel()
    check("cancelled", True, call.cancelled())
    check("status", grpc.StatusCode.CANCELLED, call.code())


def cancel_after_first_response(stub):
    requests = Requests()
    call = stub.FullDuplexCall(iter(requests), timeout=PATIENCE)
    requests.send(output_request(31415, payload=27182))
    check("size", 31415, len(next(call).payload.body))
    call.cancel()
    check_fails(grpc.StatusCode.CANCELLED, lambda: next(call))


def timeout_on_sleeping_server(stub):
    requests = Requests()
    call = stub.FullDuplexCall(iter(requests), timeout=0.001)
    requests.send(pb.StreamingOutputCallRequest(payload=zeros(27182)))
    check_fails(grpc.StatusCode.DEADLINE_EXCEEDED, lambda: next(call))
    requests.close()


CASES = {case.__name__: case for case in (
    empty_unary, large_unary, client_compressed_unary, client_streaming, server_streaming, ping_pong,
    half_duplex, empty_stream, custom_metadata, status_code_and_message, special_status_message,
    unimplemented_method, unimplemented_service, cancel_after_begin, cancel_after_first_response,
    timeout_on_sleeping_server,
)}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("case", choices=sorted(CASES))
    parser.add_argument("--target", required=True)
    parser.add_argument("--ca", help="PEM file of the server's root; plaintext without it")
    options = parser.parse_args()
    if options.ca:
        with open(options.ca, "rb") as file:
            channel = grpc.secure_channel(options.target, grpc.ssl_channel_credentials(file.read()))
    else:
        channel = grpc.insecure_channel(options.target)
    with channel:
        stub = stubs.TestServiceStub(channel)
        stub.channel = channel
        CASES[options.case](stub)


if __name__ == "__main__":
    try:
        main()
    except (AssertionError, grpc.RpcError) as failure:
        sys.exit(f"{type(failure).__name__}: {failure}")
