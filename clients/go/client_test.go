package solvergrpc_test

import (
	"context"
	"errors"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"

	"solvergrpc"
	"solvergrpc/samples/day"
	solverv1 "solvergrpc/solver/v1"
)

func TestEveryWayLeadsToTheSameAnswer(t *testing.T) {
	pem := func(name string) string { return filepath.Join(place(t, "SOLVER_PEM"), name) }
	trust := solvergrpc.TLS{CA: pem("ca.pem")}
	mine := solvergrpc.TLS{CA: pem("ca.pem"), Certificate: pem("client.pem"), Key: pem("client.key")}
	byNumber := func(address string) string { return strings.Replace(address, "localhost", "127.0.0.1", 1) }
	for name, way := range map[string]struct {
		address string
		options []solvergrpc.Option
	}{
		"TCP":            {place(t, "SOLVER_TCP"), nil},
		"TCP, no scheme": {strings.TrimPrefix(place(t, "SOLVER_TCP"), "http://"), nil},
		"Unix socket":    {place(t, "SOLVER_UNIX"), nil},
		"TLS":            {place(t, "SOLVER_TLS"), []solvergrpc.Option{solvergrpc.WithTLS(trust)}},
		"TLS by another name": {byNumber(place(t, "SOLVER_TLS")),
			[]solvergrpc.Option{solvergrpc.WithTLS(solvergrpc.TLS{CA: pem("ca.pem"), ServerName: "localhost"})}},
		"mutual TLS": {place(t, "SOLVER_MUTUAL_TLS"), []solvergrpc.Option{solvergrpc.WithTLS(mine)}},
	} {
		t.Run(name, func(t *testing.T) {
			solution, err := connect(t, way.address, way.options...).Solve(within(t, patience), small())
			if err != nil {
				t.Fatal(err)
			}
			if !solution.Optimal() {
				t.Errorf("terminated %v: %s", solution.Termination(), solution.Detail())
			}
			near(t, "cost", []float64{872.871561}, []float64{solution.Cost()}, 1e-9)
			near(t, "lambda", []float64{13.0930734}, []float64{solution.Lambda()}, 1e-8)
		})
	}
}

func TestWrongCertificatesLeadNowhere(t *testing.T) {
	pem := func(name string) string { return filepath.Join(place(t, "SOLVER_PEM"), name) }
	for name, way := range map[string]struct {
		address string
		tls     solvergrpc.TLS
	}{
		"system's roots":        {place(t, "SOLVER_TLS"), solvergrpc.TLS{}},
		"another root":          {place(t, "SOLVER_TLS"), solvergrpc.TLS{CA: pem("other-ca.pem")}},
		"another name":          {strings.Replace(place(t, "SOLVER_TLS"), "localhost", "127.0.0.1", 1), solvergrpc.TLS{CA: pem("ca.pem")}},
		"mutual, no own":        {place(t, "SOLVER_MUTUAL_TLS"), solvergrpc.TLS{CA: pem("ca.pem")}},
		"mutual, of a stranger": {place(t, "SOLVER_MUTUAL_TLS"), solvergrpc.TLS{CA: pem("ca.pem"), Certificate: pem("stranger.pem"), Key: pem("stranger.key")}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := connect(t, way.address, solvergrpc.WithTLS(way.tls)).Solve(within(t, patience), small())
			if !errors.Is(err, solvergrpc.ErrUnreachable) {
				t.Errorf("error %v, want unreachable", err)
			}
		})
	}
	half := solvergrpc.TLS{Certificate: pem("client.pem")}
	if _, err := solvergrpc.Connect("https://localhost:1", solvergrpc.WithTLS(half)); err == nil {
		t.Error("a certificate without its key was taken")
	}
}

func TestErrorsSayWhatTheyAre(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	other := grpc.NewServer()
	go other.Serve(listener)
	t.Cleanup(other.Stop)
	invalid := small()
	invalid.Problem.Cost.Basis = solverv1.ImpactBasis_IMPACT_BASIS_UNSPECIFIED
	large := small()
	large.Problem.Cost.HalfSpread = make([]float64, solvergrpc.MessageBytesMax/8+1)
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	for name, test := range map[string]struct {
		ctx     context.Context
		address string
		request *solverv1.SolveRequest
		is      error
		code    codes.Code
	}{
		"invalid":     {within(t, patience), place(t, "SOLVER_TCP"), invalid, solvergrpc.ErrInvalidProblem, codes.InvalidArgument},
		"unreachable": {within(t, patience), "127.0.0.1:1", small(), solvergrpc.ErrUnreachable, codes.Unavailable},
		"silent":      {within(t, 50*time.Millisecond), place(t, "SOLVER_SILENT"), small(), context.DeadlineExceeded, codes.DeadlineExceeded},
		"late":        {within(t, 0), place(t, "SOLVER_TCP"), small(), solvergrpc.ErrDeadlineExceeded, codes.DeadlineExceeded},
		"cancelled":   {cancelled, place(t, "SOLVER_TCP"), small(), context.Canceled, codes.Canceled},
		"not served":  {within(t, patience), listener.Addr().String(), small(), solvergrpc.ErrNotServed, codes.Unimplemented},
		"too large":   {within(t, patience), place(t, "SOLVER_TCP"), large, solvergrpc.ErrOverloaded, codes.ResourceExhausted},
	} {
		t.Run(name, func(t *testing.T) {
			client := connect(t, test.address)
			_, err := client.Solve(test.ctx, test.request)
			check := func(err error) {
				var failure *solvergrpc.CallError
				if !errors.Is(err, test.is) || !errors.As(err, &failure) || failure.Code != test.code {
					t.Errorf("error %v, want %v", err, test.code)
				}
			}
			check(err)
			if name == "invalid" {
				return // on a stream it ends only its item, see the vectors
			}
			requests := make(chan *solverv1.SolveRequest, 1)
			requests <- test.request
			close(requests)
			items := client.SolveMany(test.ctx, requests)
			defer items.Close()
			if items.Next() {
				t.Error("an answer")
			}
			check(items.Err())
		})
	}
}

func TestSolveManyThatIsLeftEarlyLeavesTheConnectionUsable(t *testing.T) {
	client := connect(t, place(t, "SOLVER_TCP"))
	ctx := within(t, patience)
	requests := make(chan *solverv1.SolveRequest) // never closed: the sender must end with the items
	go func() {
		for {
			select {
			case requests <- &solverv1.SolveRequest{Problem: day.Problem()}:
			case <-ctx.Done():
				return
			}
		}
	}()
	items := client.SolveMany(ctx, requests)
	if !items.Next() || !items.Item().Solution.Optimal() {
		t.Fatalf("no answer: %v", items.Err())
	}
	items.Close()
	if _, err := client.Solve(ctx, small()); err != nil {
		t.Error(err)
	}
}

func TestAMillionPeriodsFit(t *testing.T) {
	request := small()
	request.Problem.Grid.PeriodCount = 1_000_000
	alpha := make([]float64, 1_000_000)
	for i := range alpha {
		alpha[i] = float64(1 + i%7)
	}
	request.Problem.Cost.GetPowerLaw().Alpha = alpha
	solution, err := connect(t, place(t, "SOLVER_TCP")).Solve(within(t, 2*patience), request)
	if err != nil {
		t.Fatal(err)
	}
	if schedule, err := solution.Schedule(); err != nil || len(schedule) != len(alpha) {
		t.Errorf("%d periods, %v", len(schedule), err)
	}
}
