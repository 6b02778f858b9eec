package solvergrpc

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"math"
	"os"
	"testing"
	"time"

	"google.golang.org/grpc/codes"

	solverv1 "solvergrpc/solver/v1"
)

func key(t *testing.T) []byte {
	t.Helper()
	key := make([]byte, 16)
	if _, err := rand.Read(key); err != nil {
		t.Fatal(err)
	}
	return key
}

func openOrder(t *testing.T, sessionKey []byte, order string) *Session {
	t.Helper()
	client, err := Connect(os.Getenv("SOLVER_TCP"))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	session, err := client.OpenSession(ctx, &solverv1.Open{
		SessionKey: sessionKey, ClientOrderId: order,
		Problem: &solverv1.Problem{
			Side:           solverv1.Side_SIDE_BUY,
			ParentQuantity: &solverv1.Problem_QuantityUnits{QuantityUnits: 100},
			Grid:           &solverv1.PeriodGrid{PeriodCount: 3},
			Cost: &solverv1.CostModel{
				Basis: solverv1.ImpactBasis_IMPACT_BASIS_TOTAL_COST,
				Model: &solverv1.CostModel_PowerLaw{PowerLaw: &solverv1.PowerLawModel{Alpha: []float64{1, 2, 4}, Beta: []float64{1.5}}},
			},
			WholeLots:  &solverv1.WholeLots{LotUnits: 1},
			Instrument: &solverv1.Instrument{TickSize: 0.01, ArrivalPrice: 50},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cancel(); session.Close(); client.Close() })
	return session
}

func mustPlan(t *testing.T, session *Session) {
	t.Helper()
	if !session.Next() || session.Plan().Version != 1 {
		t.Fatalf("no plan: %v", session.Err())
	}
}

// resume is a stream that asks for the session of a key.
func resume(t *testing.T, sessionKey []byte) solverv1.SolverService_StreamReoptimizeClient {
	t.Helper()
	return resumeAttempt(t, sessionKey, 0)
}

func resumeAttempt(t *testing.T, sessionKey []byte, attempt int64) solverv1.SolverService_StreamReoptimizeClient {
	t.Helper()
	client, err := Connect(os.Getenv("SOLVER_TCP"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close() })
	stream, err := client.stub.StreamReoptimize(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	event := &solverv1.StreamReoptimizeRequest_Resume{Resume: &solverv1.Resume{SessionKey: sessionKey, Attempt: attempt}}
	if err := stream.Send(&solverv1.StreamReoptimizeRequest{Event: event}); err != nil {
		t.Fatal(err)
	}
	return stream
}

func TestSecondStreamWithTheKeyTakesTheSessionOver(t *testing.T) {
	key := key(t)
	first := openOrder(t, key, fmt.Sprintf("%x", key))
	mustPlan(t, first)
	answer, err := resume(t, key).Recv()
	if err != nil || answer.GetResumed().GetSessionId() != first.SessionID() {
		t.Errorf("answer %v, %v, want that %s is resumed", answer, err, first.SessionID())
	}
	for first.Next() {
	}
	if !errors.Is(first.Err(), ErrTakenOver) || first.Resumes() != 0 {
		t.Errorf("error %v after %d resumes, want taken over", first.Err(), first.Resumes())
	}
}

func TestNewProcessThatOpensWithTheSameContentHasTheSameSession(t *testing.T) {
	key := key(t)
	order := fmt.Sprintf("%x", key)
	first := openOrder(t, key, order)
	mustPlan(t, first)
	anew := openOrder(t, key, order)
	mustPlan(t, anew)
	if anew.SessionID() != first.SessionID() {
		t.Errorf("session %s, want %s", anew.SessionID(), first.SessionID())
	}
	for first.Next() {
	}
	if !errors.Is(first.Err(), ErrTakenOver) {
		t.Errorf("error %v, want taken over", first.Err())
	}
}

func TestStreamThatIsReadLateIsTurnedAway(t *testing.T) {
	key := key(t)
	first := openOrder(t, key, fmt.Sprintf("%x", key))
	mustPlan(t, first)
	if _, err := resumeAttempt(t, key, math.MaxInt64).Recv(); err != nil {
		t.Fatal(err)
	}
	late := openOrder(t, key, fmt.Sprintf("%x", key))
	for late.Next() {
	}
	var failure *CallError
	if !errors.As(late.Err(), &failure) || failure.Reason != "LATE_ATTEMPT" || !errors.Is(late.Err(), ErrTakenOver) {
		t.Errorf("error %v, want taken over by a later attempt", late.Err())
	}
}

func TestStrangerWithoutTheKeyIsRefusedAndTheFirstGoesOn(t *testing.T) {
	order := fmt.Sprintf("%x", key(t))
	first, stranger := openOrder(t, key(t), order), openOrder(t, key(t), order)
	mustPlan(t, first)
	for stranger.Next() {
	}
	var failure *CallError
	if !errors.As(stranger.Err(), &failure) || failure.Code != codes.PermissionDenied || failure.Reason != "SESSION_OF_OTHERS" {
		t.Errorf("error %v, want permission denied", stranger.Err())
	}
	last := first.Send(&solverv1.StreamReoptimizeRequest{Event: &solverv1.StreamReoptimizeRequest_Pause{Pause: &solverv1.Pause{}}})
	for first.DurableSeq() < last && first.Next() {
	}
	if first.Err() != nil || first.Resumes() != 0 {
		t.Errorf("error %v after %d resumes", first.Err(), first.Resumes())
	}
}

func TestUnknownSessionIsNotFound(t *testing.T) {
	_, err := resume(t, key(t)).Recv()
	var failure *CallError
	if !errors.As(fromError(err), &failure) || failure.Code != codes.NotFound || failure.Reason != reasonSessionUnknown || failure.resumable() {
		t.Errorf("error %v, want not found", err)
	}
}
