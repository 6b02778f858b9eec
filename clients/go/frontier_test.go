package solvergrpc_test

import (
	"errors"
	"testing"

	"solvergrpc"
	"solvergrpc/samples/day"
	solverv1 "solvergrpc/solver/v1"
)

// risky is a problem with risk, for the frontier.
func risky() *solverv1.Problem {
	return &solverv1.Problem{
		Side:           solverv1.Side_SIDE_BUY,
		ParentQuantity: &solverv1.Problem_Quantity{Quantity: 1_000},
		Grid:           &solverv1.PeriodGrid{PeriodCount: 4},
		Cost: &solverv1.CostModel{
			Basis: solverv1.ImpactBasis_IMPACT_BASIS_TOTAL_COST,
			Model: &solverv1.CostModel_Quadratic{Quadratic: &solverv1.QuadraticModel{Beta: []float64{.001, .002, .004, .003}}},
		},
		Dynamics: &solverv1.PriceDynamics{Volatility: []float64{.05}},
	}
}

func TestCompareHasARowForEachMethodAndNoneBeatsTheOptimum(t *testing.T) {
	client := connect(t, place(t, "SOLVER_TCP"))
	methods := []solverv1.Method{solverv1.Method_METHOD_AUTO, solverv1.Method_METHOD_EQUAL_SPLIT, solverv1.Method_METHOD_VWAP}
	answer, err := client.Compare(within(t, patience), &solverv1.CompareRequest{Problem: day.Problem(), Methods: methods})
	if err != nil {
		t.Fatal(err)
	}
	best, err := client.Solve(within(t, patience), &solverv1.SolveRequest{Problem: day.Problem()})
	if err != nil {
		t.Fatal(err)
	}
	if len(answer.Methods) != len(methods) {
		t.Fatalf("%d rows, want %d", len(answer.Methods), len(methods))
	}
	for i, row := range answer.Methods {
		if row.Method != methods[i] || row.Certificate.Objective < best.Cost()*(1-1e-12) {
			t.Errorf("row %d is %v at %v; the optimum is %v", i, row.Method, row.Certificate.Objective, best.Cost())
		}
	}
}

func TestComparisonAndFrontierOfNoProblemAreInvalid(t *testing.T) {
	client := connect(t, place(t, "SOLVER_TCP"))
	_, err := client.Compare(within(t, patience), &solverv1.CompareRequest{Problem: &solverv1.Problem{}})
	if !errors.Is(err, solvergrpc.ErrInvalidProblem) {
		t.Errorf("error %v, want invalid", err)
	}
	points := client.TraceFrontier(within(t, patience), &solverv1.TraceFrontierRequest{Problem: &solverv1.Problem{}})
	defer points.Close()
	if points.Next() || !errors.Is(points.Err(), solvergrpc.ErrInvalidProblem) {
		t.Errorf("error %v, want invalid", points.Err())
	}
}

func TestRiskFallsAndCostRisesAlongTheFrontier(t *testing.T) {
	points := connect(t, place(t, "SOLVER_TCP")).TraceFrontier(within(t, patience), &solverv1.TraceFrontierRequest{Problem: risky(), PointCount: 8})
	defer points.Close()
	var before *solverv1.TraceFrontierResponse
	count := int32(0)
	for ; points.Next(); count++ {
		point := points.Point()
		if point.Point != count {
			t.Errorf("point %d, want %d", point.Point, count)
		}
		if before != nil && (before.ExpectedCost.Total > point.ExpectedCost.Total*(1+1e-9) || before.Variance*(1+1e-9) < point.Variance) {
			t.Errorf("point %d: cost %v, variance %v after %v, %v", count, point.ExpectedCost.Total, point.Variance, before.ExpectedCost.Total, before.Variance)
		}
		before = point
	}
	if points.Err() != nil || count != 8 {
		t.Errorf("%d points, %v", count, points.Err())
	}
}

func TestFrontierThatIsLeftEarlyLeavesTheConnectionUsable(t *testing.T) {
	client := connect(t, place(t, "SOLVER_TCP"))
	// 40 MB, more than is sent before somebody reads: it cannot have ended by itself
	long := risky()
	long.Grid.PeriodCount = 10_000
	long.Cost.GetQuadratic().Beta = []float64{.001}
	points := client.TraceFrontier(within(t, patience), &solverv1.TraceFrontierRequest{Problem: long, PointCount: 500, IncludeSchedules: true})
	if !points.Next() {
		t.Fatal(points.Err())
	}
	points.Close()
	for points.Next() {
	}
	if points.Err() == nil {
		t.Error("a closed frontier went on to its end")
	}
	if _, err := client.Solve(within(t, patience), small()); err != nil {
		t.Error(err)
	}
}
