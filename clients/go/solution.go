package solvergrpc

import (
	"fmt"
	"strings"

	solverv1 "solvergrpc/solver/v1"
)

// Solution is the answer to one problem. One without a schedule is an answer, too.
type Solution struct {
	// Message is the response as it came, with every field of the contract.
	Message *solverv1.SolveResponse
}

// Termination says how the solve ended.
func (s *Solution) Termination() solverv1.Termination { return s.Message.Outcome.GetTermination() }

// Optimal says whether the schedule is proven optimal within the tolerance.
func (s *Solution) Optimal() bool {
	return s.Termination() == solverv1.Termination_TERMINATION_OPTIMAL
}

// Detail is for people: what cannot be met, what is not covered, which limit was hit; empty if all is well.
func (s *Solution) Detail() string { return s.Message.Outcome.GetDetail() }

// Schedule has the shares of each period, or the units of the quantum if the problem asked for whole lots. Without a
// schedule the error is ErrNoSchedule and says why.
func (s *Solution) Schedule() ([]float64, error) {
	if s.Message.Schedule == nil {
		return nil, fmt.Errorf("%w: %s: %s", ErrNoSchedule, strings.TrimPrefix(s.Termination().String(), "TERMINATION_"), s.Detail())
	}
	if units := s.Units(); len(units) > 0 {
		schedule := make([]float64, len(units))
		for i, u := range units {
			schedule[i] = float64(u)
		}
		return schedule, nil
	}
	return s.Message.Schedule.Quantity, nil
}

// Units has the whole units of each period; nil unless the problem asked for whole lots.
func (s *Solution) Units() []int64 { return s.Message.Schedule.GetQuantityUnits() }

// Lambda is what one share more would cost, in currency per share.
func (s *Solution) Lambda() float64 { return s.Message.Lambda }

// Cost is the expected cost in currency; its parts are in Message.ExpectedCost.
func (s *Solution) Cost() float64 { return s.Message.ExpectedCost.GetTotal() }

// Variance is that of the execution cost, in currency^2.
func (s *Solution) Variance() float64 { return s.Message.Variance }

// Certificate is the proof: objective, lower bound, gaps, residuals.
func (s *Solution) Certificate() *solverv1.Certificate { return s.Message.Certificate }

// Saving is the part of the equal split's cost that the schedule saves; false if the equal split breaks a constraint.
func (s *Solution) Saving() (float64, bool) {
	return s.Message.EqualSplit.GetSaving(), s.Message.EqualSplit.GetFeasible()
}
