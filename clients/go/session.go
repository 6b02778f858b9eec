package solvergrpc

import (
	"context"
	"io"
	"math/rand"
	"sync"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/keepalive"
	"google.golang.org/grpc/status"

	solverv1 "solvergrpc/solver/v1"
)

const (
	pauseMin = 20 * time.Millisecond
	pauseMax = time.Second
)

// Session works one parent order over one stream after another: events in, plans out.
//
//	session, err := client.OpenSession(ctx, &solverv1.Open{...})
//	defer session.Close()
//	for session.Next() {
//		message := session.Message()
//		...
//	}
//	err = session.Err()
//
// When the link or the service breaks, it goes on by itself on a new stream: events that were not durable are sent
// again, messages that come twice are dropped. One goroutine calls Next; any may call the other methods.
type Session struct {
	client   *Client
	ctx      context.Context
	cancel   context.CancelFunc
	patience time.Duration

	mutex    sync.Mutex
	ledger   *ledger
	outgoing *outgoing
	resumes  int

	// of Next alone
	stream     solverv1.SolverService_StreamReoptimizeClient
	connection *grpc.ClientConn
	pause      time.Duration
	quietSince time.Time
	current    *solverv1.StreamReoptimizeResponse
	err        error
}

// OpenSession opens a session; opening.SessionKey is made if it is absent. Nothing is sent before the first Next. The
// session ends with the context. It tries for a minute to reach the service again.
func (c *Client) OpenSession(ctx context.Context, opening *solverv1.Open) (*Session, error) {
	ledger, err := newLedger(opening, time.Now())
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	return &Session{
		client: c, ctx: ctx, cancel: cancel, patience: time.Minute,
		ledger: ledger, outgoing: newOutgoing(), pause: pauseMin, quietSince: time.Now(),
	}, nil
}

// Send sends an event, of which only Event and perhaps EventTime are set, and returns its seq. It does not wait.
func (s *Session) Send(event *solverv1.StreamReoptimizeRequest) int64 {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	request := s.ledger.add(event, time.Now())
	if s.ledger.attached {
		s.outgoing.put(request)
	}
	return request.Seq
}

// Next waits for the next plan, ack, rejection, warning, residual or Done, each once; false after the stream has ended
// after Done, and after an error that no new stream can heal.
func (s *Session) Next() bool {
	for s.err == nil {
		response, err := s.receive()
		if err != nil {
			s.leave()
			s.err = s.heal(err)
			continue
		}
		s.pause, s.quietSince = pauseMin, time.Now()
		if s.take(response) {
			return true
		}
	}
	return false
}

func (s *Session) receive() (*solverv1.StreamReoptimizeResponse, error) {
	if s.stream == nil {
		if err := s.begin(); err != nil {
			return nil, err
		}
	}
	return s.stream.Recv()
}

// begin connects anew: a connection that broke would wait before it tries again.
func (s *Session) begin() (err error) {
	s.connection, err = s.client.connect(grpc.WithKeepaliveParams(keepalive.ClientParameters{Time: 10 * time.Second, Timeout: 5 * time.Second}))
	if err != nil {
		return err
	}
	s.stream, err = solverv1.NewSolverServiceClient(s.connection).StreamReoptimize(s.ctx)
	if err != nil {
		return err
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.outgoing = newOutgoing()
	s.outgoing.put(s.ledger.begin(time.Now())...)
	go s.outgoing.run(s.stream)
	return nil
}

func (s *Session) leave() {
	s.outgoing.end()
	if s.connection != nil {
		s.connection.Close()
	}
	s.stream = nil
}

// take says whether a message is for the user.
func (s *Session) take(response *solverv1.StreamReoptimizeResponse) bool {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	isForUser, again, err := s.ledger.receive(response)
	s.outgoing.put(again...)
	if s.ledger.done {
		s.outgoing.end()
	}
	s.current, s.err = response, err
	return isForUser && err == nil
}

// heal waits until another attempt makes sense; an error ends the session.
func (s *Session) heal(err error) error {
	if err == io.EOF {
		return err
	}
	failure := fromStatus(status.Convert(err))
	s.mutex.Lock()
	finished := s.ledger.done && failure.Reason == reasonSessionUnknown
	healed := s.ledger.forgive(failure)
	s.mutex.Unlock()
	switch {
	case finished:
		return io.EOF
	case s.ctx.Err() != nil, !healed, time.Since(s.quietSince) > s.patience:
		return failure
	}
	select {
	case <-time.After(s.pause/2 + time.Duration(rand.Int63n(int64(s.pause/2)))):
	case <-s.ctx.Done():
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.resumes++
	if s.pause *= 2; s.pause > pauseMax {
		s.pause = pauseMax
	}
	return nil
}

// Message is what Next found. Plans are in Plan already.
func (s *Session) Message() *solverv1.StreamReoptimizeResponse { return s.current }

// Err is the error that ended the session, if any.
func (s *Session) Err() error {
	if s.err == io.EOF {
		return nil
	}
	return s.err
}

// Close leaves the session; the service keeps it, as its policy says.
func (s *Session) Close() { s.cancel() }

// Plan is the newest plan, complete.
func (s *Session) Plan() Plan {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.ledger.plan
}

// SessionID is the public name of the session; empty until the service has answered.
func (s *Session) SessionID() string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.ledger.sessionID
}

// BasedOnSeq is the last event that Plan takes into account.
func (s *Session) BasedOnSeq() int64 {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.ledger.basedOnSeq
}

// DurableSeq: events at or below it survive a crash of the service.
func (s *Session) DurableSeq() int64 {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.ledger.durableSeq
}

// Resumes is how often it has gone on on a new stream.
func (s *Session) Resumes() int {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.resumes
}
