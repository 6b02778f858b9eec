package solvergrpc

import (
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	solverv1 "solvergrpc/solver/v1"
)

// ErrSessionLost: the service does not know the session any more, or has lost events that it had called durable.
var ErrSessionLost = errors.New("session lost")

// Plan says what to do now.
type Plan struct {
	// Version is 1, 2, ...; 0: there is no plan yet.
	Version int64
	// FromPeriod is the first period that is not closed.
	FromPeriod int32
	// Schedule has the units for each period of the grid, 0 before FromPeriod.
	Schedule []int64
	// Message is the plan as it came: with its certificate and state, perhaps with changed periods only.
	Message *solverv1.Plan
}

// ledger is what a session remembers so that it survives its links: which events are not safe yet, which messages have
// been seen. It does no I/O.
type ledger struct {
	opening       *solverv1.Open
	plan          Plan
	sessionID     string
	lastSeq       int64
	lastServerSeq int64
	basedOnSeq    int64
	durableSeq    int64
	attempt       int64 // rises, whatever the clock does: a stream that is read late is turned away by it
	done          bool

	attached bool                                // new events may be sent; until then they wait for what the service has missed
	known    bool                                // to the service
	unsafe   []*solverv1.StreamReoptimizeRequest // in the order of seq
}

func newLedger(opening *solverv1.Open, now time.Time) (*ledger, error) {
	opening = proto.Clone(opening).(*solverv1.Open)
	if len(opening.SessionKey) == 0 {
		opening.SessionKey = make([]byte, 16)
		if _, err := rand.Read(opening.SessionKey); err != nil {
			return nil, err
		}
	}
	l := &ledger{opening: opening}
	l.plan.Schedule = make([]int64, opening.GetProblem().GetGrid().GetPeriodCount())
	l.add(&solverv1.StreamReoptimizeRequest{Event: &solverv1.StreamReoptimizeRequest_Open{Open: opening}}, now)
	return l, nil
}

// add numbers an event and keeps it until it is durable.
func (l *ledger) add(event *solverv1.StreamReoptimizeRequest, now time.Time) *solverv1.StreamReoptimizeRequest {
	l.lastSeq++
	request := &solverv1.StreamReoptimizeRequest{Seq: l.lastSeq, EventTime: event.EventTime, Event: event.Event}
	if request.EventTime == nil {
		request.EventTime = timestamppb.New(now)
	}
	l.unsafe = append(l.unsafe, request)
	return request
}

// begin has the first messages of a new stream.
func (l *ledger) begin(now time.Time) []*solverv1.StreamReoptimizeRequest {
	l.attached = !l.known
	l.attempt = max(l.attempt+1, now.UnixNano())
	if l.attached {
		first := proto.Clone(l.unsafe[0]).(*solverv1.StreamReoptimizeRequest)
		first.GetOpen().Attempt = l.attempt
		l.unsafe[0] = first
		return append([]*solverv1.StreamReoptimizeRequest(nil), l.unsafe...)
	}
	resume := &solverv1.Resume{SessionKey: l.opening.SessionKey, LastServerSeq: l.lastServerSeq, Attempt: l.attempt}
	return []*solverv1.StreamReoptimizeRequest{{Event: &solverv1.StreamReoptimizeRequest_Resume{Resume: resume}}}
}

// receive says whether a message is for the user, and what to send again.
func (l *ledger) receive(response *solverv1.StreamReoptimizeResponse) (bool, []*solverv1.StreamReoptimizeRequest, error) {
	if response.ServerSeq != 0 {
		if response.ServerSeq <= l.lastServerSeq {
			return false, nil, nil // said twice
		}
		l.lastServerSeq = response.ServerSeq
	}
	l.forgetDurable(response)
	switch message := response.Message.(type) {
	case *solverv1.StreamReoptimizeResponse_Opened:
		l.known, l.attached, l.sessionID = true, true, message.Opened.SessionId
		return false, nil, nil
	case *solverv1.StreamReoptimizeResponse_Resumed:
		l.known, l.attached, l.sessionID = true, true, message.Resumed.SessionId
		missed := l.between(message.Resumed.LastSeq+1, l.lastSeq)
		if int64(len(missed)) != l.lastSeq-message.Resumed.LastSeq {
			return false, nil, fmt.Errorf("%w: the service has events up to %d, but %d were durable",
				ErrSessionLost, message.Resumed.LastSeq, l.durableSeq)
		}
		return false, missed, nil
	case *solverv1.StreamReoptimizeResponse_ResendRequest:
		return false, l.between(message.ResendRequest.FirstSeq, message.ResendRequest.LastSeq), nil
	case *solverv1.StreamReoptimizeResponse_Heartbeat:
		return false, nil, nil
	case *solverv1.StreamReoptimizeResponse_Plan:
		l.merge(message.Plan)
	case *solverv1.StreamReoptimizeResponse_Done:
		l.done = true
	}
	return true, nil, nil
}

// forgive says whether a new stream may heal what ended this one.
func (l *ledger) forgive(err *CallError) bool {
	l.attached = false
	if err.Reason == reasonSessionUnknown && len(l.unsafe) > 0 && l.unsafe[0].Seq == 1 {
		l.known, l.lastServerSeq = false, 0 // the service has lost everything: it gets everything again
		return true
	}
	return err.resumable()
}

func (l *ledger) forgetDurable(response *solverv1.StreamReoptimizeResponse) {
	switch response.Message.(type) {
	case *solverv1.StreamReoptimizeResponse_Plan, *solverv1.StreamReoptimizeResponse_Ack,
		*solverv1.StreamReoptimizeResponse_Done, *solverv1.StreamReoptimizeResponse_Heartbeat: // others are ahead of their plan
		l.basedOnSeq = max(l.basedOnSeq, response.BasedOnSeq)
	}
	l.durableSeq = max(l.durableSeq, response.DurableSeq)
	safe := l.durableSeq
	if l.opening.GetPolicy().GetDurability() == solverv1.Durability_DURABILITY_NONE {
		safe = response.BasedOnSeq
	}
	for len(l.unsafe) > 0 && l.unsafe[0].Seq <= safe {
		l.unsafe = l.unsafe[1:]
	}
}

func (l *ledger) between(first, last int64) []*solverv1.StreamReoptimizeRequest {
	var found []*solverv1.StreamReoptimizeRequest
	for _, request := range l.unsafe {
		if first <= request.Seq && request.Seq <= last {
			found = append(found, request)
		}
	}
	return found
}

func (l *ledger) merge(plan *solverv1.Plan) {
	schedule := make([]int64, len(l.plan.Schedule))
	if len(plan.ChangedPeriods) > 0 {
		copy(schedule[plan.FromPeriod:], l.plan.Schedule[plan.FromPeriod:])
		for i, period := range plan.ChangedPeriods {
			schedule[period] = plan.Units[i]
		}
	} else {
		copy(schedule[plan.FromPeriod:], plan.Units)
	}
	l.plan = Plan{Version: plan.Version, FromPeriod: plan.FromPeriod, Schedule: schedule, Message: plan}
}

func max(a, b int64) int64 {
	if a > b {
		return a
	}
	return b
}
