// Metadata, statuses, and calls that are cut short.

package main

import (
	"context"
	"fmt"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"interop/pb"
)

const (
	initialKey      = "x-grpc-test-echo-initial"
	initialValue    = "test_initial_metadata_value"
	trailingKey     = "x-grpc-test-echo-trailing-bin"
	trailingValue   = "\xab\xab\xab"
	whitespaceText  = "\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \U0001f608\t\n"
	plainStatusText = "test status message"
)

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
