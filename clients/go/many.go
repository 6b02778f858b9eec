package solvergrpc

import (
	"context"
	"fmt"
	"io"
	"strconv"

	"google.golang.org/grpc/status"

	solverv1 "solvergrpc/solver/v1"
)

// Item is one answer of SolveMany.
type Item struct {
	// Index is the position of its request, from 0.
	Index int
	// Solution is the answer, unless there is an error.
	Solution *Solution
	// Err is the error that Solve would have returned; it ends only this item.
	Err error
}

// Items are the answers of SolveMany, as they are ready:
//
//	items := client.SolveMany(ctx, requests)
//	defer items.Close()
//	for items.Next() {
//		item := items.Item()
//		...
//	}
//	err := items.Err()
type Items struct {
	stream  solverv1.SolverService_SolveManyClient
	cancel  context.CancelFunc
	current Item
	err     error
}

// SolveMany sends every request of the channel on one stream, as fast as the service takes them. Their request_id is
// set to their position. A wrong problem ends only its own item. Close the channel when there are no more requests;
// when the context ends, or Items is closed, the channel is read no further.
func (c *Client) SolveMany(ctx context.Context, requests <-chan *solverv1.SolveRequest) *Items {
	ctx, cancel := context.WithCancel(ctx)
	stream, err := c.stub.SolveMany(ctx)
	if err != nil {
		return &Items{cancel: cancel, err: fromError(err)}
	}
	go send(ctx, stream, requests)
	return &Items{stream: stream, cancel: cancel}
}

func send(ctx context.Context, stream solverv1.SolverService_SolveManyClient, requests <-chan *solverv1.SolveRequest) {
	for index := 0; ; index++ {
		select {
		case <-ctx.Done():
			return
		case request, more := <-requests:
			if !more {
				stream.CloseSend()
				return
			}
			request.RequestId = strconv.Itoa(index)
			if stream.Send(&solverv1.SolveManyRequest{Solve: request}) != nil {
				return // the receiving side learns why
			}
		}
	}
}

// Next waits for the next answer; false after the last one and after an error.
func (i *Items) Next() bool {
	if i.err != nil {
		return false
	}
	response, err := i.stream.Recv()
	if err == io.EOF {
		return false
	}
	if err != nil {
		i.err = fromError(err)
		return false
	}
	i.current, i.err = item(response)
	return i.err == nil
}

func item(response *solverv1.SolveManyResponse) (Item, error) {
	index, err := strconv.Atoi(response.RequestId)
	if err != nil {
		return Item{}, fmt.Errorf("solvergrpc: an answer that nobody asked for: %w", err)
	}
	if failure := response.GetError(); failure != nil {
		return Item{Index: index, Err: fromStatus(status.FromProto(failure))}, nil
	}
	return Item{Index: index, Solution: &Solution{Message: response.GetResponse()}}, nil
}

// Item is the answer that Next found.
func (i *Items) Item() Item { return i.current }

// Err is the error that ended the stream, if any.
func (i *Items) Err() error { return i.err }

// Close cancels what is still under way.
func (i *Items) Close() { i.cancel() }
