// What all cases share: how they check, and the messages they send.

package main

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/stats"
	"google.golang.org/grpc/status"

	"interop/pb"
)

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
