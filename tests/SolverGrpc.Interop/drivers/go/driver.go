// Interoperability cases of the gRPC specification from the official Go library.
//
//	driver CASE --target HOST:PORT|unix:PATH [--ca FILE]
//
// Exit status 0 if the case holds; otherwise the text of what was expected and what came.
package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/encoding/gzip"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/stats"
	"google.golang.org/grpc/status"

	"interop/pb"
)

const (
	patience        = 20 * time.Second
	initialKey      = "x-grpc-test-echo-initial"
	initialValue    = "test_initial_metadata_value"
	trailingKey     = "x-grpc-test-echo-trailing-bin"
	trailingValue   = "\xab\xab\xab"
	whitespaceText  = "\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \U0001f608\t\n"
	plainStatusText = "test status message"
)

type testCase func(ctx context.Context, connection *grpc.ClientConn, client pb.TestServiceClient) error

var cases = map[string]testCase{
	"empty_unary":                 emptyUnary,
	"large_unary":                 largeUnary,
	"client_compressed_unary":     clientCompressedUnary,
	"server_compressed_unary":     serverCompressedUnary,
	"client_streaming":            clientStreaming,
	"server_streaming":            serverStreaming,
	"ping_pong":                   pingPong,
	"half_duplex":                 halfDuplex,
	"empty_stream":                emptyStream,
	"custom_metadata":             customMetadata,
	"status_code_and_message":     statusCodeAndMessage,
	"special_status_message":      specialStatusMessage,
	"unimplemented_method":        unimplementedMethod,
	"unimplemented_service":       unimplementedService,
	"cancel_after_begin":          cancelAfterBegin,
	"cancel_after_first_response": cancelAfterFirstResponse,
	"timeout_on_sleeping_server":  timeoutOnSleepingServer,
}

// lastReceived remembers the size of the last message received, unpacked and on the wire.
type lastReceived struct{ length, wireLength int }

func (l *lastReceived) TagRPC(ctx context.Context, _ *stats.RPCTagInfo) context.Context { return ctx }

func (l *lastReceived) TagConn(ctx context.Context, _ *stats.ConnTagInfo) context.Context { return ctx }

func (l *lastReceived) HandleConn(context.Context, stats.ConnStats) {}

func (l *lastReceived) HandleRPC(_ context.Context, event stats.RPCStats) {
	if message, ok := event.(*stats.InPayload); ok {
		l.length, l.wireLength = message.Length, message.WireLength
	}
}

var received lastReceived

func zeros(size int) *pb.Payload { return &pb.Payload{Body: make([]byte, size)} }

func outputRequest(payload int, sizes ...int32) *pb.StreamingOutputCallRequest {
	request := &pb.StreamingOutputCallRequest{Payload: zeros(payload)}
	for _, size := range sizes {
		request.ResponseParameters = append(request.ResponseParameters, &pb.ResponseParameters{Size: size})
	}
	return request
}

func largeRequest() *pb.SimpleRequest {
	return &pb.SimpleRequest{ResponseSize: 314159, Payload: zeros(271828)}
}

func checkSize(expected int32, payload *pb.Payload) error {
	if !bytes.Equal(payload.GetBody(), make([]byte, expected)) {
		return fmt.Errorf("payload: expected %d zeros, got %d bytes", expected, len(payload.GetBody()))
	}
	return nil
}

func checkCode(expected codes.Code, err error) error {
	if status.Code(err) != expected {
		return fmt.Errorf("status: expected %v, got %v (%v)", expected, status.Code(err), err)
	}
	return nil
}

type outputStream interface {
	Recv() (*pb.StreamingOutputCallResponse, error)
}

// checkOutput reads a stream to its end, which must be OK after answers of exactly these sizes.
func checkOutput(stream outputStream, sizes ...int32) error {
	for _, size := range sizes {
		answer, err := stream.Recv()
		if err != nil {
			return fmt.Errorf("expected %d bytes, got %v", size, err)
		}
		if err := checkSize(size, answer.Payload); err != nil {
			return err
		}
	}
	if _, err := stream.Recv(); err != io.EOF {
		return fmt.Errorf("end of stream: expected EOF, got %v", err)
	}
	return nil
}

func emptyUnary(ctx context.Context, _ *grpc.ClientConn, client pb.TestServiceClient) error {
	_, err := client.EmptyCall(ctx, &pb.Empty{})
	return err
}

func largeUnary(ctx context.Context, _ *grpc.ClientConn, client pb.TestServiceClient) error {
	answer, err := client.UnaryCall(ctx, largeRequest())
	if err != nil {
		return err
	}
	return checkSize(314159, answer.Payload)
}

func clientCompressedUnary(ctx context.Context, _ *grpc.ClientConn, client pb.TestServiceClient) error {
	call := func(expect bool, options ...grpc.CallOption) error {
		request := largeRequest()
		request.ExpectCompressed = &pb.BoolValue{Value: expect}
		_, err := client.UnaryCall(ctx, request, options...)
		return err
	}
	if err := checkCode(codes.InvalidArgument, call(true)); err != nil {
		return fmt.Errorf("probe: %w", err)
	}
	if err := call(true, grpc.UseCompressor(gzip.Name)); err != nil {
		return fmt.Errorf("compressed: %w", err)
	}
	return call(false)
}

// The library of this age offers gzip for answers only with a compressed request.
func serverCompressedUnary(ctx context.Context, _ *grpc.ClientConn, client pb.TestServiceClient) error {
	for _, wanted := range []bool{true, false} {
		request := largeRequest()
		request.ResponseCompressed = &pb.BoolValue{Value: wanted}
		answer, err := client.UnaryCall(ctx, request, grpc.UseCompressor(gzip.Name))
		if err != nil {
			return err
		}
		if err := checkSize(314159, answer.Payload); err != nil {
			return err
		}
		if compressed := received.wireLength < received.length; compressed != wanted {
			return fmt.Errorf("compressed: expected %v, got %d bytes on the wire for %d", wanted, received.wireLength, received.length)
		}
	}
	return nil
}

func clientStreaming(ctx context.Context, _ *grpc.ClientConn, client pb.TestServiceClient) error {
	stream, err := client.StreamingInputCall(ctx)
	if err != nil {
		return err
	}
	for _, size := range []int{27182, 8, 1828, 45904} {
		if err := stream.Send(&pb.StreamingInputCallRequest{Payload: zeros(size)}); err != nil {
			return err
		}
	}
	answer, err := stream.CloseAndRecv()
	if err != nil {
		return err
	}
	if answer.AggregatedPayloadSize != 74922 {
		return fmt.Errorf("sum: expected 74922, got %d", answer.AggregatedPayloadSize)
	}
	return nil
}

func serverStreaming(ctx context.Context, _ *grpc.ClientConn, client pb.TestServiceClient) error {
	stream, err := client.StreamingOutputCall(ctx, outputRequest(0, 31415, 9, 2653, 58979))
	if err != nil {
		return err
	}
	return checkOutput(stream, 31415, 9, 2653, 58979)
}

func pingPong(ctx context.Context, _ *grpc.ClientConn, client pb.TestServiceClient) error {
	stream, err := client.FullDuplexCall(ctx)
	if err != nil {
		return err
	}
	for _, round := range []struct {
		payload int
		size    int32
	}{{27182, 31415}, {8, 9}, {1828, 2653}, {45904, 58979}} {
		if err := stream.Send(outputRequest(round.payload, round.size)); err != nil {
			return err
		}
		answer, err := stream.Recv()
		if err != nil {
			return err
		}
		if err := checkSize(round.size, answer.Payload); err != nil {
			return err
		}
	}
	if err := stream.CloseSend(); err != nil {
		return err
	}
	return checkOutput(stream)
}

func halfDuplex(ctx context.Context, _ *grpc.ClientConn, client pb.TestServiceClient) error {
	stream, err := client.HalfDuplexCall(ctx)
	if err != nil {
		return err
	}
	sizes := []int32{31415, 9, 2653, 58979}
	for _, size := range sizes {
		if err := stream.Send(outputRequest(0, size)); err != nil {
			return err
		}
	}
	if err := stream.CloseSend(); err != nil {
		return err
	}
	return checkOutput(stream, sizes...)
}

func emptyStream(ctx context.Context, _ *grpc.ClientConn, client pb.TestServiceClient) error {
	stream, err := client.FullDuplexCall(ctx)
	if err != nil {
		return err
	}
	if err := stream.CloseSend(); err != nil {
		return err
	}
	return checkOutput(stream)
}

func customMetadata(ctx context.Context, _ *grpc.ClientConn, client pb.TestServiceClient) error {
	check := func(kind string, header, trailer metadata.MD) error {
		if values := header.Get(initialKey); len(values) != 1 || values[0] != initialValue {
			return fmt.Errorf("%s initial metadata: expected %q, got %q", kind, initialValue, values)
		}
		if values := trailer.Get(trailingKey); len(values) != 1 || values[0] != trailingValue {
			return fmt.Errorf("%s trailing metadata: expected %q, got %q", kind, trailingValue, values)
		}
		return nil
	}
	ctx = metadata.AppendToOutgoingContext(ctx, initialKey, initialValue, trailingKey, trailingValue)
	var header, trailer metadata.MD
	if _, err := client.UnaryCall(ctx, largeRequest(), grpc.Header(&header), grpc.Trailer(&trailer)); err != nil {
		return err
	}
	if err := check("unary", header, trailer); err != nil {
		return err
	}

	stream, err := client.FullDuplexCall(ctx)
	if err != nil {
		return err
	}
	if err := stream.Send(outputRequest(271828, 314159)); err != nil {
		return err
	}
	if header, err = stream.Header(); err != nil {
		return err
	}
	if err := stream.CloseSend(); err != nil {
		return err
	}
	if err := checkOutput(stream, 314159); err != nil {
		return err
	}
	return check("duplex", header, stream.Trailer())
}

func checkStatus(kind string, expected *pb.EchoStatus, err error) error {
	actual := status.Convert(err)
	if int32(actual.Code()) != expected.Code || actual.Message() != expected.Message {
		return fmt.Errorf("%s status: expected %d %q, got %d %q", kind, expected.Code, expected.Message, actual.Code(), actual.Message())
	}
	return nil
}

func statusCodeAndMessage(ctx context.Context, _ *grpc.ClientConn, client pb.TestServiceClient) error {
	wanted := &pb.EchoStatus{Code: int32(codes.Unknown), Message: plainStatusText}
	_, err := client.UnaryCall(ctx, &pb.SimpleRequest{ResponseStatus: wanted})
	if err := checkStatus("unary", wanted, err); err != nil {
		return err
	}
	stream, err := client.FullDuplexCall(ctx)
	if err != nil {
		return err
	}
	if err := stream.Send(&pb.StreamingOutputCallRequest{ResponseStatus: wanted}); err != nil {
		return err
	}
	if err := stream.CloseSend(); err != nil {
		return err
	}
	_, err = stream.Recv()
	return checkStatus("duplex", wanted, err)
}

func specialStatusMessage(ctx context.Context, _ *grpc.ClientConn, client pb.TestServiceClient) error {
	wanted := &pb.EchoStatus{Code: int32(codes.Unknown), Message: whitespaceText}
	_, err := client.UnaryCall(ctx, &pb.SimpleRequest{ResponseStatus: wanted})
	return checkStatus("unary", wanted, err)
}

func unimplementedMethod(ctx context.Context, _ *grpc.ClientConn, client pb.TestServiceClient) error {
	_, err := client.UnimplementedCall(ctx, &pb.Empty{})
	return checkCode(codes.Unimplemented, err)
}

func unimplementedService(ctx context.Context, connection *grpc.ClientConn, _ pb.TestServiceClient) error {
	_, err := pb.NewUnimplementedServiceClient(connection).UnimplementedCall(ctx, &pb.Empty{})
	return checkCode(codes.Unimplemented, err)
}

func cancelAfterBegin(ctx context.Context, _ *grpc.ClientConn, client pb.TestServiceClient) error {
	ctx, cancel := context.WithCancel(ctx)
	stream, err := client.StreamingInputCall(ctx)
	if err != nil {
		return err
	}
	cancel()
	_, err = stream.CloseAndRecv()
	return checkCode(codes.Canceled, err)
}

func cancelAfterFirstResponse(ctx context.Context, _ *grpc.ClientConn, client pb.TestServiceClient) error {
	ctx, cancel := context.WithCancel(ctx)
	stream, err := client.FullDuplexCall(ctx)
	if err != nil {
		return err
	}
	if err := stream.Send(outputRequest(27182, 31415)); err != nil {
		return err
	}
	if _, err := stream.Recv(); err != nil {
		return err
	}
	cancel()
	_, err = stream.Recv()
	return checkCode(codes.Canceled, err)
}

func timeoutOnSleepingServer(ctx context.Context, _ *grpc.ClientConn, client pb.TestServiceClient) error {
	ctx, cancel := context.WithTimeout(ctx, time.Millisecond)
	defer cancel()
	stream, err := client.FullDuplexCall(ctx)
	if err == nil {
		// The deadline may have passed already; Recv tells.
		_ = stream.Send(outputRequest(27182))
		_, err = stream.Recv()
	}
	return checkCode(codes.DeadlineExceeded, err)
}

func run() error {
	target := flag.String("target", "", "HOST:PORT or unix:PATH")
	ca := flag.String("ca", "", "PEM file of the server's root; plaintext without it")
	if len(os.Args) < 2 || cases[os.Args[1]] == nil {
		return fmt.Errorf("the first argument must be a case")
	}
	if err := flag.CommandLine.Parse(os.Args[2:]); err != nil {
		return err
	}
	security := grpc.WithInsecure()
	if *ca != "" {
		roots, err := credentials.NewClientTLSFromFile(*ca, "")
		if err != nil {
			return err
		}
		security = grpc.WithTransportCredentials(roots)
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	connection, err := grpc.DialContext(ctx, *target, security, grpc.WithBlock(), grpc.WithStatsHandler(&received))
	if err != nil {
		return err
	}
	defer connection.Close()
	return cases[os.Args[1]](ctx, connection, pb.NewTestServiceClient(connection))
}

func main() {
	log.SetFlags(0)
	if err := run(); err != nil {
		log.Fatal(err)
	}
}
