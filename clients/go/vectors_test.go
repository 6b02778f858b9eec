package solvergrpc_test

import (
	"errors"
	"math"
	"testing"

	"github.com/golang/protobuf/ptypes"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/protobuf/proto"

	"solvergrpc"
	"solvergrpc/samples/day"
	solverv1 "solvergrpc/solver/v1"
)

func TestEveryVectorIsAnsweredAsItSays(t *testing.T) {
	client := connect(t, place(t, "SOLVER_TCP"))
	sent := vectors(t)
	requests := make(chan *solverv1.SolveRequest)
	go func() {
		defer close(requests)
		for _, v := range sent {
			requests <- v.request
		}
	}()
	items := client.SolveMany(within(t, patience), requests)
	defer items.Close()
	count := 0
	for ; items.Next(); count++ {
		item := items.Item()
		t.Run(sent[item.Index].name, func(t *testing.T) { agree(t, sent[item.Index].expected, item) })
	}
	if items.Err() != nil || count != len(sent) {
		t.Fatalf("%d answers to %d problems, %v", count, len(sent), items.Err())
	}
}

func TestSampleSDayIsTheVectorS(t *testing.T) {
	for _, v := range vectors(t) {
		if v.name != "day" {
			continue
		}
		built, written := day.Problem(), v.request.Problem
		near(t, "alpha", written.Cost.GetPowerLaw().Alpha, built.Cost.GetPowerLaw().Alpha, 1e-12)
		near(t, "beta", written.Cost.GetPowerLaw().Beta, built.Cost.GetPowerLaw().Beta, 1e-12)
		near(t, "volume", written.Bounds.Volume, built.Bounds.Volume, 1e-12)
		return
	}
	t.Fatal("no vector named day")
}

func agree(t *testing.T, expected *solverv1.SolveManyResponse, item solvergrpc.Item) {
	if failure := expected.GetError(); failure != nil {
		agreeOnError(t, expected, item.Err)
		return
	}
	if item.Err != nil {
		t.Fatal(item.Err)
	}
	wanted, got := expected.GetResponse(), item.Solution
	if !proto.Equal(wanted.Outcome, got.Message.Outcome) {
		t.Errorf("outcome %v, want %v", got.Message.Outcome, wanted.Outcome)
	}
	schedule, err := got.Schedule()
	if wanted.Schedule == nil {
		if !errors.Is(err, solvergrpc.ErrNoSchedule) {
			t.Errorf("schedule %v, %v where there is none", schedule, err)
		}
		return
	}
	if len(got.Units()) != len(wanted.Schedule.QuantityUnits) {
		t.Fatalf("%d periods in whole units, want %d", len(got.Units()), len(wanted.Schedule.QuantityUnits))
	}
	for i, units := range wanted.Schedule.QuantityUnits {
		if got.Units()[i] != units || schedule[i] != float64(units) {
			t.Errorf("units %v, want %v", got.Units(), wanted.Schedule.QuantityUnits)
		}
	}
	near(t, "schedule", wanted.Schedule.Quantity, got.Message.Schedule.Quantity, 1e-6) // the cost is flat around its minimum
	near(t, "lambda", []float64{wanted.Lambda}, []float64{got.Lambda()}, 1e-9)
	near(t, "cost", []float64{wanted.ExpectedCost.GetTotal()}, []float64{got.Cost()}, 1e-9)
	near(t, "variance", []float64{wanted.Variance}, []float64{got.Variance()}, 1e-6)
	near(t, "lower bound", []float64{wanted.Certificate.LowerBound}, []float64{got.Certificate().LowerBound}, 1e-9)
}

func agreeOnError(t *testing.T, expected *solverv1.SolveManyResponse, err error) {
	var failure *solvergrpc.CallError
	if !errors.As(err, &failure) || int32(failure.Code) != expected.GetError().Code {
		t.Fatalf("error %v, want %v", err, expected.GetError())
	}
	for _, detail := range expected.GetError().Details {
		bad := &errdetails.BadRequest{}
		if ptypes.UnmarshalAny(detail, bad) != nil {
			continue
		}
		if len(bad.FieldViolations) != len(failure.Violations) {
			t.Fatalf("violations %v, want %v", failure.Violations, bad.FieldViolations)
		}
		for i, v := range bad.FieldViolations {
			if failure.Violations[i].Field != v.Field {
				t.Errorf("violation of %s, want %s", failure.Violations[i].Field, v.Field)
			}
		}
	}
}

func near(t *testing.T, what string, expected, actual []float64, tolerance float64) {
	t.Helper()
	if len(expected) != len(actual) {
		t.Fatalf("%d values of %s, want %d", len(actual), what, len(expected))
	}
	for i, e := range expected {
		if !(math.Abs(actual[i]-e) <= tolerance*math.Max(1, math.Abs(e))) {
			t.Errorf("%s[%d] is %v, want %v", what, i, actual[i], e)
		}
	}
}
