package solvergrpc_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"solvergrpc"
	solverv1 "solvergrpc/solver/v1"
)

const patience = 60 * time.Second

// place is an address or a folder that scripts/test-go.sh (clients/python/tests/host.py) tells.
func place(t *testing.T, name string) string {
	t.Helper()
	value := os.Getenv(name)
	if value == "" {
		t.Fatalf("%s is not set: run scripts/test-go.sh", name)
	}
	return value
}

func connect(t *testing.T, address string, options ...solvergrpc.Option) *solvergrpc.Client {
	t.Helper()
	client, err := solvergrpc.Connect(address, options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close() })
	return client
}

func within(t *testing.T, limit time.Duration) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	t.Cleanup(cancel)
	return ctx
}

// vector is a problem and the answer on which all clients agree.
type vector struct {
	name     string
	request  *solverv1.SolveRequest
	expected *solverv1.SolveManyResponse
}

func vectors(t *testing.T) []vector {
	t.Helper()
	folder := filepath.Join("..", "testdata")
	paths, err := filepath.Glob(filepath.Join(folder, "*.request.json"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no vectors in %s: %v", folder, err)
	}
	var found []vector
	for _, path := range paths {
		name := filepath.Base(path[:len(path)-len(".request.json")])
		v := vector{name, &solverv1.SolveRequest{}, &solverv1.SolveManyResponse{}}
		read(t, path, v.request)
		read(t, filepath.Join(folder, name+".response.json"), v.expected)
		found = append(found, v)
	}
	return found
}

func read(t *testing.T, path string, message proto.Message) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := protojson.Unmarshal(text, message); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}

// small is a problem with a published answer: lambda 13.0930734, cost 872.871561.
func small() *solverv1.SolveRequest {
	return &solverv1.SolveRequest{Problem: &solverv1.Problem{
		Side:           solverv1.Side_SIDE_BUY,
		ParentQuantity: &solverv1.Problem_Quantity{Quantity: 100},
		Grid:           &solverv1.PeriodGrid{PeriodCount: 3},
		Cost: &solverv1.CostModel{
			Basis: solverv1.ImpactBasis_IMPACT_BASIS_TOTAL_COST,
			Model: &solverv1.CostModel_PowerLaw{PowerLaw: &solverv1.PowerLawModel{Alpha: []float64{1, 2, 4}, Beta: []float64{1.5}}},
		},
	}}
}
