// Streams either way and both ways.

package main

import (
	"context"
	"fmt"

	"google.golang.org/grpc"

	"interop/pb"
)

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
