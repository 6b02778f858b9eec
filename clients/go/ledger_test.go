package solvergrpc

import (
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"

	"google.golang.org/grpc/codes"

	solverv1 "solvergrpc/solver/v1"
)

var unavailable = &CallError{Code: codes.Unavailable}

// openWithEvents is a ledger with an answered Open and events 2, 3, ....
func openWithEvents(t *testing.T, count int, durability solverv1.Durability) *ledger {
	t.Helper()
	l, err := newLedger(&solverv1.Open{
		Problem: &solverv1.Problem{Grid: &solverv1.PeriodGrid{PeriodCount: 4}},
		Policy:  &solverv1.SessionPolicy{Durability: durability},
	}, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	l.begin(time.Now())
	l.receive(&solverv1.StreamReoptimizeResponse{ServerSeq: 1, BasedOnSeq: 1,
		Message: &solverv1.StreamReoptimizeResponse_Opened{Opened: &solverv1.Opened{SessionId: "s"}}})
	for i := 0; i < count; i++ {
		l.add(&solverv1.StreamReoptimizeRequest{Event: &solverv1.StreamReoptimizeRequest_Pause{Pause: &solverv1.Pause{}}}, time.Now())
	}
	return l
}

func ack(serverSeq, basedOn, durable int64) *solverv1.StreamReoptimizeResponse {
	return &solverv1.StreamReoptimizeResponse{ServerSeq: serverSeq, BasedOnSeq: basedOn, DurableSeq: durable,
		Message: &solverv1.StreamReoptimizeResponse_Ack{Ack: &solverv1.Ack{}}}
}

func resumed(lastSeq int64) *solverv1.StreamReoptimizeResponse {
	return &solverv1.StreamReoptimizeResponse{
		Message: &solverv1.StreamReoptimizeResponse_Resumed{Resumed: &solverv1.Resumed{SessionId: "s", LastSeq: lastSeq}}}
}

func seqs(requests []*solverv1.StreamReoptimizeRequest) []int64 {
	found := []int64{}
	for _, request := range requests {
		found = append(found, request.Seq)
	}
	return found
}

func expect(t *testing.T, what string, expected, actual interface{}) {
	t.Helper()
	if !reflect.DeepEqual(expected, actual) {
		t.Errorf("%s: %v, want %v", what, actual, expected)
	}
}

func TestLedgerResumesAndSendsWhatTheServiceHasNot(t *testing.T) {
	l := openWithEvents(t, 3, 0)
	expect(t, "forgiven", true, l.forgive(unavailable))
	first := l.begin(time.Now())[0]
	expect(t, "last message", int64(1), first.GetResume().GetLastServerSeq())
	expect(t, "key", 16, len(first.GetResume().GetSessionKey()))
	expect(t, "attached", false, l.attached) // events wait
	_, again, err := l.receive(resumed(2))
	expect(t, "sent again", []int64{3, 4}, seqs(again))
	expect(t, "attached, error", fmt.Sprint(true, nil), fmt.Sprint(l.attached, err))
}

func TestLedgerAttemptsRiseWhateverTheClockDoes(t *testing.T) {
	l, err := newLedger(&solverv1.Open{}, time.Now())
	expect(t, "error", nil, err)
	attempts := []int64{}
	for _, nanoseconds := range []int64{1000, 1000} {
		attempts = append(attempts, l.begin(time.Unix(0, nanoseconds))[0].GetOpen().GetAttempt())
	}
	l.receive(&solverv1.StreamReoptimizeResponse{ServerSeq: 1, BasedOnSeq: 1,
		Message: &solverv1.StreamReoptimizeResponse_Opened{Opened: &solverv1.Opened{SessionId: "s"}}})
	for _, nanoseconds := range []int64{999, 2000} {
		attempts = append(attempts, l.begin(time.Unix(0, nanoseconds))[0].GetResume().GetAttempt())
	}
	expect(t, "attempts", []int64{1000, 1001, 1002, 2000}, attempts)
}

func TestLedgerForgetsDurableEventsAndNoticesTheirLoss(t *testing.T) {
	l := openWithEvents(t, 3, 0)
	l.receive(ack(2, 4, 3))
	_, again, err := l.receive(resumed(3))
	expect(t, "sent again", []int64{4}, seqs(again))
	expect(t, "error", nil, err)
	_, _, err = l.receive(resumed(2))
	expect(t, "lost", true, errors.Is(err, ErrSessionLost))
}

func TestLedgerOpensAgainWhereNothingWasDurable(t *testing.T) {
	unknown := &CallError{Code: codes.NotFound, Reason: reasonSessionUnknown}
	l := openWithEvents(t, 2, 0)
	expect(t, "forgiven", true, l.forgive(unknown))
	expect(t, "all events", []int64{1, 2, 3}, seqs(l.begin(time.Now())))
	isForUser, _, _ := l.receive(ack(1, 1, 1)) // numbers begin again, too
	expect(t, "taken", true, isForUser)
	expect(t, "forgiven with durable events", false, l.forgive(unknown))
}

func TestLedgerForgivesOnlyWhatANewStreamHeals(t *testing.T) {
	l := openWithEvents(t, 0, 0)
	for _, err := range []*CallError{
		unavailable, {Code: codes.Unavailable, Reason: "SERVER_STOPPING"}, {Code: codes.ResourceExhausted, Reason: "SLOW_READER"},
	} {
		expect(t, err.Error(), true, l.forgive(err))
	}
	for _, err := range []*CallError{
		{Code: codes.Aborted, Reason: "FENCED"}, {Code: codes.Internal, Reason: "SESSION_BROKEN"}, {Code: codes.InvalidArgument},
	} {
		expect(t, err.Error(), false, l.forgive(err))
	}
}

func TestLedgerTellsOnceAndSendsWhatIsAskedFor(t *testing.T) {
	l := openWithEvents(t, 4, 0)
	first, _, _ := l.receive(ack(2, 1, 0))
	second, _, _ := l.receive(ack(2, 1, 0))
	expect(t, "told", fmt.Sprint(true, false), fmt.Sprint(first, second))
	told, again, _ := l.receive(&solverv1.StreamReoptimizeResponse{Message: &solverv1.StreamReoptimizeResponse_ResendRequest{
		ResendRequest: &solverv1.ResendRequest{FirstSeq: 3, LastSeq: 4}}})
	expect(t, "told", false, told)
	expect(t, "sent again", []int64{3, 4}, seqs(again))
}

func TestLedgerKnowsThatAWarningIsAheadOfItsPlan(t *testing.T) {
	l := openWithEvents(t, 2, 0)
	l.receive(&solverv1.StreamReoptimizeResponse{ServerSeq: 2, BasedOnSeq: 3,
		Message: &solverv1.StreamReoptimizeResponse_Warning{Warning: &solverv1.Warning{}}})
	expect(t, "before the plan", int64(0), l.basedOnSeq)
	l.receive(&solverv1.StreamReoptimizeResponse{ServerSeq: 3, BasedOnSeq: 3,
		Message: &solverv1.StreamReoptimizeResponse_Plan{Plan: &solverv1.Plan{}}})
	expect(t, "after the plan", int64(3), l.basedOnSeq)
}

func TestLedgerWithoutAJournalForgetsWhatWasApplied(t *testing.T) {
	l := openWithEvents(t, 3, solverv1.Durability_DURABILITY_NONE)
	l.receive(ack(2, 3, 0))
	_, again, err := l.receive(resumed(3))
	expect(t, "sent again", []int64{4}, seqs(again))
	expect(t, "error", nil, err)
}

func TestLedgerPutsPlansTogether(t *testing.T) {
	l := openWithEvents(t, 0, 0)
	for i, step := range []struct {
		plan     *solverv1.Plan
		expected []int64
	}{
		{&solverv1.Plan{Version: 1, Units: []int64{1, 2, 3, 4}}, []int64{1, 2, 3, 4}},
		{&solverv1.Plan{Version: 2, FromPeriod: 1, ChangedPeriods: []int32{2}, Units: []int64{7}}, []int64{0, 2, 7, 4}},
		{&solverv1.Plan{Version: 3, FromPeriod: 2, Units: []int64{5, 6}}, []int64{0, 0, 5, 6}},
		{&solverv1.Plan{Version: 4, FromPeriod: 4}, []int64{0, 0, 0, 0}},
	} {
		l.receive(&solverv1.StreamReoptimizeResponse{ServerSeq: int64(i + 2), Message: &solverv1.StreamReoptimizeResponse_Plan{Plan: step.plan}})
		expect(t, "version", step.plan.Version, l.plan.Version)
		expect(t, "schedule", step.expected, l.plan.Schedule)
	}
}
