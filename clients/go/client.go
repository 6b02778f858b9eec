// Package solvergrpc is the client of SolverGrpc: proven optimal schedules for parent orders.
//
//	client, err := solvergrpc.Connect("localhost:50051")
//	...
//	solution, err := client.Solve(ctx, &solverv1.SolveRequest{Problem: problem})
//
// Problems are the messages of package solvergrpc/solver/v1, whose fields are documented there.
package solvergrpc

import (
	"context"

	"google.golang.org/grpc"

	solverv1 "solvergrpc/solver/v1"
)

// Client is a connection to the service. It is safe for concurrent use; close it.
type Client struct {
	target     string
	options    []grpc.DialOption
	connection *grpc.ClientConn
	stub       solverv1.SolverServiceClient
}

// Connect makes a client of the service at host:port, http://host:port, https://host:port or unix:/path. TLS is used
// with https:// or where an option asks for it. Nothing is sent before the first call.
func Connect(address string, options ...Option) (*Client, error) {
	settings := settings{}
	for _, option := range options {
		option(&settings)
	}
	target, dialOptions, err := arguments(address, settings)
	if err != nil {
		return nil, err
	}
	client := &Client{target: target, options: dialOptions}
	if client.connection, err = client.connect(); err != nil {
		return nil, err
	}
	client.stub = solverv1.NewSolverServiceClient(client.connection)
	return client, nil
}

// connect makes a connection of its own.
func (c *Client) connect(more ...grpc.DialOption) (*grpc.ClientConn, error) {
	return grpc.Dial(c.target, append(more, c.options...)...)
}

// Solve solves one problem. A problem without a schedule is an answer, too: look at its Termination. The error is a
// *CallError; with errors.Is it is told apart (ErrInvalidProblem, ErrUnreachable, ...). The context's deadline and
// cancellation end the solve in the service.
func (c *Client) Solve(ctx context.Context, request *solverv1.SolveRequest) (*Solution, error) {
	response, err := c.stub.Solve(ctx, request)
	if err != nil {
		return nil, fromError(err)
	}
	return &Solution{Message: response}, nil
}

// Compare runs several methods and baselines on one problem. Its errors are those of Solve.
func (c *Client) Compare(ctx context.Context, request *solverv1.CompareRequest) (*solverv1.CompareResponse, error) {
	response, err := c.stub.Compare(ctx, request)
	if err != nil {
		return nil, fromError(err)
	}
	return response, nil
}

// Close closes the connection; calls under way are cancelled.
func (c *Client) Close() error { return c.connection.Close() }
