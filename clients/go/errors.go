package solvergrpc

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// What a CallError is, for errors.Is.
var (
	// ErrInvalidProblem: the request is not a problem at all; Violations has every fault at once.
	ErrInvalidProblem = errors.New("invalid problem")
	// ErrUnreachable: no service answers at the address, or the link broke.
	ErrUnreachable = errors.New("unreachable")
	// ErrDeadlineExceeded: the context's deadline passed; context.DeadlineExceeded says the same.
	ErrDeadlineExceeded = errors.New("deadline exceeded")
	// ErrOverloaded: the service has enough to do, or the message is too large; see RetryAfter.
	ErrOverloaded = errors.New("overloaded")
	// ErrNotServed: the service at the address does not serve this call.
	ErrNotServed = errors.New("not served")
	// ErrTakenOver: a newer stream has taken the session over; nothing that was sent on this one since then has an effect.
	ErrTakenOver = errors.New("taken over")
)

// ErrNoSchedule is in the error of Solution.Schedule where there is none.
var ErrNoSchedule = errors.New("no schedule")

// CallError is a call that ended with another status than OK.
type CallError struct {
	// Code is the gRPC status code.
	Code codes.Code
	// Message is for people.
	Message string
	// Reason is for programs; empty if the service did not say.
	Reason string
	// RetryAfter says when it is sensible to try again; 0 if the service did not say.
	RetryAfter time.Duration
	// Violations are the faults of an invalid problem.
	Violations []Violation
}

// Violation is one fault of a request.
type Violation struct {
	// Field is its path with the index, e.g. problem.cost.power_law.alpha[17].
	Field string
	// Description says what is wrong and what is allowed.
	Description string
}

// Error names the code, the message and every violation.
func (e *CallError) Error() string {
	lines := []string{fmt.Sprintf("%v: %s", e.Code, e.Message)}
	for _, violation := range e.Violations {
		lines = append(lines, violation.Field+": "+violation.Description)
	}
	return strings.Join(lines, "\n  ")
}

// Is says whether the error is one of the above, or the context's.
func (e *CallError) Is(target error) bool {
	switch target {
	case ErrInvalidProblem:
		return e.Code == codes.InvalidArgument
	case ErrUnreachable:
		return e.Code == codes.Unavailable
	case ErrDeadlineExceeded, context.DeadlineExceeded:
		return e.Code == codes.DeadlineExceeded
	case ErrOverloaded:
		return e.Code == codes.ResourceExhausted
	case ErrNotServed:
		return e.Code == codes.Unimplemented
	case ErrTakenOver:
		return e.Reason == reasonFenced || e.Reason == reasonLate
	case context.Canceled:
		return e.Code == codes.Canceled
	}
	return false
}

const (
	reasonSessionUnknown = "SESSION_UNKNOWN"
	reasonFenced         = "FENCED"
	reasonLate           = "LATE_ATTEMPT"
)

// resumable says whether a session that ended so may go on on a new stream: the link broke, or the service asks for it.
func (e *CallError) resumable() bool {
	switch e.Reason {
	case "SERVER_STOPPING", "JOURNAL_FAILED", "SLOW_READER", "SEQ_GAP":
		return true
	case "":
		return e.Code == codes.Unavailable || e.Code == codes.Internal || e.Code == codes.Unknown || e.Code == codes.Canceled
	}
	return false
}

func fromError(err error) error { return fromStatus(status.Convert(err)) }

func fromStatus(s *status.Status) *CallError {
	e := &CallError{Code: s.Code(), Message: s.Message()}
	for _, detail := range s.Details() {
		switch detail := detail.(type) {
		case *errdetails.ErrorInfo:
			e.Reason = detail.Reason
		case *errdetails.RetryInfo:
			e.RetryAfter = detail.RetryDelay.AsDuration()
		case *errdetails.BadRequest:
			for _, v := range detail.FieldViolations {
				e.Violations = append(e.Violations, Violation{Field: v.Field, Description: v.Description})
			}
		}
	}
	return e
}
