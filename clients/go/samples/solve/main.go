// Solves a day of 390 minutes and prints the schedule with its proof.
//
//	solve [ADDRESS]
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"solvergrpc"
	"solvergrpc/samples/day"
	solverv1 "solvergrpc/solver/v1"
)

const (
	rowMinutes = 15
	barWidth   = 50
)

func main() {
	address := "localhost:50051"
	if len(os.Args) > 1 {
		address = os.Args[1]
	}
	if err := run(os.Stdout, address); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(out io.Writer, address string) error {
	client, err := solvergrpc.Connect(address)
	if err != nil {
		return err
	}
	defer client.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	solution, err := client.Solve(ctx, &solverv1.SolveRequest{Problem: day.Problem()})
	if err != nil {
		return err
	}
	schedule, err := solution.Schedule()
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "Buy %d shares in %d minutes; each bar is %d of them\n\n", day.Shares, len(schedule), rowMinutes)
	chart(out, schedule)
	report(out, solution)
	return nil
}

// chart draws one bar for each quarter of an hour.
func chart(out io.Writer, schedule []float64) {
	rows := make([]float64, (len(schedule)+rowMinutes-1)/rowMinutes)
	largest := 0.0
	for i, shares := range schedule {
		rows[i/rowMinutes] += shares
	}
	for _, shares := range rows {
		if shares > largest {
			largest = shares
		}
	}
	for row, shares := range rows {
		minute := 9*60 + 30 + row*rowMinutes
		fmt.Fprintf(out, "%02d:%02d %8.0f %s\n", minute/60, minute%60, shares, strings.Repeat("#", int(barWidth*shares/largest+0.5)))
	}
}

// report tells what the desk wants to know.
func report(out io.Writer, solution *solvergrpc.Solution) {
	proof := solution.Certificate()
	fmt.Fprintf(out, "\ntermination   %s\n", strings.TrimPrefix(solution.Termination().String(), "TERMINATION_"))
	fmt.Fprintf(out, "lambda        %.8f per share: what one share more would cost\n", solution.Lambda())
	fmt.Fprintf(out, "cost          %.2f = %.2f bp\n", solution.Cost(), 1e4*solution.Cost()/(day.Shares*day.Price))
	if saving, feasible := solution.Saving(); feasible {
		fmt.Fprintf(out, "equal split   costs %.2f, so the schedule saves %.2f%%\n", solution.Message.EqualSplit.Objective, 100*saving)
	} else {
		fmt.Fprintln(out, "equal split   breaks a constraint")
	}
	fmt.Fprintf(out, "certificate   no schedule is cheaper than %.2f (gap %.1e), sum off by %.1e\n",
		proof.LowerBound, proof.RelativeGap, proof.SumError)
	fmt.Fprintf(out, "solved in     %d us\n", solution.Message.Diagnostics.SolveTimeNs/1000)
}
