// One message there and back, compressed or not.

package main

import (
	"context"
	"fmt"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/encoding/gzip"

	"interop/pb"
)

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
