// Package day is a trading day of 390 minutes to try things on: much volume at the open and the close, little at noon.
package day

import (
	"math"

	solverv1 "solvergrpc/solver/v1"
)

// The order and the market.
const (
	Minutes     = 390
	Shares      = 100_000
	DailyVolume = 5_000_000
	Price       = 50.0
	HalfSpread  = 0.005
)

// Volumes is the expected volume of each minute, U-shaped.
func Volumes() []float64 {
	shape := make([]float64, Minutes)
	sum := 0.0
	for i := range shape {
		shape[i] = 1 + 2.5*math.Pow(math.Abs(2*float64(i)/(Minutes-1)-1), 2.5)
		sum += shape[i]
	}
	for i := range shape {
		shape[i] *= DailyVolume / sum
	}
	return shape
}

// Problem is to buy Shares at no more than a tenth of any minute's volume. Slippage per share is
// Price * 0.4 % * (x / volume)^beta, with a beta that drifts over the day.
func Problem() *solverv1.Problem {
	volumes := Volumes()
	alpha, beta := make([]float64, Minutes), make([]float64, Minutes)
	for i, volume := range volumes {
		beta[i] = 0.55 + 0.05*math.Sin(2*math.Pi*float64(i)/Minutes)
		alpha[i] = Price * 0.004 * math.Pow(volume, -beta[i])
	}
	return &solverv1.Problem{
		Side:           solverv1.Side_SIDE_BUY,
		ParentQuantity: &solverv1.Problem_Quantity{Quantity: Shares},
		Grid:           &solverv1.PeriodGrid{PeriodCount: Minutes},
		Cost: &solverv1.CostModel{
			Basis:      solverv1.ImpactBasis_IMPACT_BASIS_PER_SHARE,
			HalfSpread: []float64{HalfSpread},
			Model:      &solverv1.CostModel_PowerLaw{PowerLaw: &solverv1.PowerLawModel{Alpha: alpha, Beta: beta}},
		},
		Bounds: &solverv1.Bounds{Volume: volumes, ParticipationRate: []float64{0.1}},
	}
}
