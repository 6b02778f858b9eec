// Works an order over a stream: plans in, child orders and fills out. Survives restarts of the service.
//
//	execute [ADDRESS]
//
// The market is made up: of every seventh child order only a half is filled, and the rest is cancelled; the plan makes
// up for it.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"time"

	"solvergrpc"
	solverv1 "solvergrpc/solver/v1"
)

const (
	periods      = 60
	units        = 100_000
	tick         = 0.01
	arrivalTicks = 5_000
	pace         = 20 * time.Millisecond // that a period takes
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
	session, err := client.OpenSession(context.Background(), order())
	if err != nil {
		return err
	}
	defer session.Close()
	desk := desk{session: session, out: out}
	if err := desk.work(); err != nil {
		return err
	}
	fmt.Fprintf(out, "done: filled %d at %.4f, shortfall %.2f\n", desk.done.FilledUnits, desk.done.AveragePrice, desk.done.Shortfall)
	fmt.Fprintf(out, "went on on a new stream %d times\n", session.Resumes())
	if desk.done.FilledUnits != desk.filled {
		return fmt.Errorf("the service knows of %d filled units, we of %d", desk.done.FilledUnits, desk.filled)
	}
	return nil
}

// order is to buy in the minutes of an hour; impact is smallest at both ends.
func order() *solverv1.Open {
	alpha := make([]float64, periods)
	for i := range alpha {
		alpha[i] = 2e-4 * (1 + math.Sin(math.Pi*(float64(i)+0.5)/periods))
	}
	return &solverv1.Open{
		ClientOrderId: fmt.Sprintf("sample-%d", time.Now().UnixNano()),
		Policy:        &solverv1.SessionPolicy{EndOfWindow: solverv1.EndOfWindow_END_OF_WINDOW_CANCEL},
		Problem: &solverv1.Problem{
			Side:           solverv1.Side_SIDE_BUY,
			ParentQuantity: &solverv1.Problem_QuantityUnits{QuantityUnits: units},
			Grid:           &solverv1.PeriodGrid{PeriodCount: periods},
			Cost: &solverv1.CostModel{
				Basis:      solverv1.ImpactBasis_IMPACT_BASIS_PER_SHARE,
				HalfSpread: []float64{0.005},
				Model:      &solverv1.CostModel_PowerLaw{PowerLaw: &solverv1.PowerLawModel{Alpha: alpha, Beta: []float64{0.6}}},
			},
			WholeLots:  &solverv1.WholeLots{LotUnits: 1},
			Instrument: &solverv1.Instrument{TickSize: tick, ArrivalPrice: arrivalTicks * tick},
		},
	}
}

// desk is what a trading system does with a session.
type desk struct {
	session *solvergrpc.Session
	out     io.Writer
	filled  int64
	done    *solverv1.ExecutionSummary
}

func (d *desk) work() error {
	if err := d.wait(1); err != nil {
		return err
	}
	for period := int32(0); period < periods; period++ {
		if err := d.wait(d.trade(period)); err != nil {
			return err
		}
		time.Sleep(pace)
	}
	for d.session.Next() {
		if err := d.take(); err != nil {
			return err
		}
	}
	if d.session.Err() == nil && d.done == nil {
		return errors.New("the session ended without Done")
	}
	return d.session.Err()
}

// wait is until the plan takes the event into account.
func (d *desk) wait(seq int64) error {
	for d.session.BasedOnSeq() < seq && d.done == nil && d.session.Next() {
		if err := d.take(); err != nil {
			return err
		}
	}
	return d.session.Err()
}

// take looks at a message; plans are in session.Plan already.
func (d *desk) take() error {
	switch message := d.session.Message().Message.(type) {
	case *solverv1.StreamReoptimizeResponse_EventRejected:
		return fmt.Errorf("event %d was refused: %s", message.EventRejected.Seq, message.EventRejected.Error.Message)
	case *solverv1.StreamReoptimizeResponse_Done:
		d.done = message.Done.Summary
	}
	return nil
}

// trade sends the child order of a period, its fills and the close of the period.
func (d *desk) trade(period int32) int64 {
	planned := d.session.Plan().Schedule[period]
	price := int64(arrivalTicks + period%5)
	fill := planned
	if period%7 == 6 {
		fill = planned / 2
	}
	child := fmt.Sprintf("c%d", period)
	if planned > 0 {
		d.session.Send(&solverv1.StreamReoptimizeRequest{Event: &solverv1.StreamReoptimizeRequest_ChildSubmitted{
			ChildSubmitted: &solverv1.ChildSubmitted{ChildId: child, Period: period, Units: planned}}})
	}
	if fill > 0 {
		d.session.Send(&solverv1.StreamReoptimizeRequest{Event: &solverv1.StreamReoptimizeRequest_Fill{
			Fill: &solverv1.Fill{ExecId: fmt.Sprintf("x%d", period), ChildId: child, Units: fill, PriceTicks: price}}})
	}
	if fill < planned {
		d.session.Send(&solverv1.StreamReoptimizeRequest{Event: &solverv1.StreamReoptimizeRequest_ChildCancelled{
			ChildCancelled: &solverv1.ChildCancelled{ChildId: child}}})
	}
	d.filled += fill
	fmt.Fprintf(d.out, "period %2d  planned %6d  filled %6d  left %6d\n", period, planned, fill, units-d.filled)
	return d.session.Send(&solverv1.StreamReoptimizeRequest{Event: &solverv1.StreamReoptimizeRequest_PeriodClose{
		PeriodClose: &solverv1.PeriodClose{Period: period, ReferencePriceTicks: price, VolumeUnits: 50 * units}}})
}
