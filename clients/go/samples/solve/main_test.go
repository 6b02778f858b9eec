package main

import (
	"errors"
	"os"
	"strings"
	"testing"

	"solvergrpc"
)

func TestPrintsScheduleAndCertificate(t *testing.T) {
	address := os.Getenv("SOLVER_TCP")
	if address == "" {
		t.Fatal("SOLVER_TCP is not set: run scripts/test-go.sh")
	}
	var out strings.Builder
	if err := run(&out, address); err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"09:30", "15:45", "OPTIMAL", "lambda", "cost", "saves", "no schedule is cheaper"} {
		if !strings.Contains(out.String(), word) {
			t.Errorf("no %q in:\n%s", word, out.String())
		}
	}
}

func TestNobodyListeningIsSaid(t *testing.T) {
	var out strings.Builder
	if err := run(&out, "127.0.0.1:1"); !errors.Is(err, solvergrpc.ErrUnreachable) || out.Len() > 0 {
		t.Errorf("%v, %q", err, out.String())
	}
}
