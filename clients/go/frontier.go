package solvergrpc

import (
	"context"
	"io"

	solverv1 "solvergrpc/solver/v1"
)

// Points are the answers of TraceFrontier, as they are found:
//
//	points := client.TraceFrontier(ctx, request)
//	defer points.Close()
//	for points.Next() {
//		point := points.Point()
//		...
//	}
//	err := points.Err()
type Points struct {
	stream  solverv1.SolverService_TraceFrontierClient
	cancel  context.CancelFunc
	current *solverv1.TraceFrontierResponse
	err     error
}

// TraceFrontier finds points of the efficient frontier of expected cost and variance. When the context ends, or Points is
// closed, so does the work in the service.
func (c *Client) TraceFrontier(ctx context.Context, request *solverv1.TraceFrontierRequest) *Points {
	ctx, cancel := context.WithCancel(ctx)
	stream, err := c.stub.TraceFrontier(ctx, request)
	if err != nil {
		err = fromError(err)
	}
	return &Points{stream: stream, cancel: cancel, err: err}
}

// Next waits for the next point; false after the last one and after an error.
func (p *Points) Next() bool {
	if p.err != nil {
		return false
	}
	point, err := p.stream.Recv()
	if err == io.EOF {
		return false
	}
	if err != nil {
		p.err = fromError(err)
		return false
	}
	p.current = point
	return true
}

// Point is the one that Next found.
func (p *Points) Point() *solverv1.TraceFrontierResponse { return p.current }

// Err is the error that ended the stream, if any.
func (p *Points) Err() error { return p.err }

// Close cancels what is still under way.
func (p *Points) Close() { p.cancel() }
