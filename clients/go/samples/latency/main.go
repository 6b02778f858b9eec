// Measures what a call costs here: a solve of 390 minutes, and an event of a session until its plan.
//
//	latency [ADDRESS]
package main

import (
	"context"
	"fmt"
	"os"
	"sort"
	"time"

	"solvergrpc"
	"solvergrpc/samples/day"
	solverv1 "solvergrpc/solver/v1"
)

const (
	warm  = 500
	count = 1_000
)

func main() {
	address := "localhost:50051"
	if len(os.Args) > 1 {
		address = os.Args[1]
	}
	if err := run(address); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(address string) error {
	ctx := context.Background()
	client, err := solvergrpc.Connect(address)
	if err != nil {
		return err
	}
	defer client.Close()
	request := &solverv1.SolveRequest{Problem: day.Problem()}
	err = measure("solve", func() error {
		_, err := client.Solve(ctx, request)
		return err
	})
	if err != nil {
		return err
	}

	problem := day.Problem()
	problem.ParentQuantity = &solverv1.Problem_QuantityUnits{QuantityUnits: day.Shares}
	problem.WholeLots = &solverv1.WholeLots{LotUnits: 1}
	problem.Instrument = &solverv1.Instrument{TickSize: 0.01, ArrivalPrice: day.Price}
	session, err := client.OpenSession(ctx, &solverv1.Open{
		ClientOrderId: fmt.Sprintf("latency-%d", time.Now().UnixNano()),
		Problem:       problem,
		Policy:        &solverv1.SessionPolicy{Durability: solverv1.Durability_DURABILITY_NONE},
	})
	if err != nil {
		return err
	}
	defer session.Close()
	event := &solverv1.StreamReoptimizeRequest{Event: &solverv1.StreamReoptimizeRequest_MarketUpdate{
		MarketUpdate: &solverv1.MarketUpdate{ImpactScale: 1.001}}}
	return measure("event", func() error {
		for seq := session.Send(event); session.BasedOnSeq() < seq && session.Next(); {
		}
		return session.Err()
	})
}

// measure prints a line that scripts/latency.sh reads, in microseconds.
func measure(what string, call func() error) error {
	times := make([]float64, 0, count)
	for i := 0; i < warm+count; i++ {
		begin := time.Now()
		if err := call(); err != nil {
			return err
		}
		if i >= warm {
			times = append(times, float64(time.Since(begin).Nanoseconds())/1e3)
		}
	}
	sort.Float64s(times)
	fmt.Printf("%s p50 %.0f p99 %.0f\n", what, times[count/2], times[count*99/100])
	return nil
}
