package solvergrpc

import (
	"sync"

	solverv1 "solvergrpc/solver/v1"
)

// outgoing are the events on their way into one stream. It takes any number without waiting.
type outgoing struct {
	mutex   sync.Mutex
	changed *sync.Cond
	queue   []*solverv1.StreamReoptimizeRequest
	ended   bool
}

func newOutgoing() *outgoing {
	o := &outgoing{}
	o.changed = sync.NewCond(&o.mutex)
	return o
}

func (o *outgoing) put(requests ...*solverv1.StreamReoptimizeRequest) {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	o.queue = append(o.queue, requests...)
	o.changed.Signal()
}

// end says that no more will come.
func (o *outgoing) end() {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	o.ended = true
	o.changed.Signal()
}

// run sends until the end, or until the stream takes no more; its receiving side learns why.
func (o *outgoing) run(stream solverv1.SolverService_StreamReoptimizeClient) {
	for {
		request := o.take()
		if request == nil {
			stream.CloseSend()
			return
		}
		if stream.Send(request) != nil {
			return
		}
	}
}

func (o *outgoing) take() *solverv1.StreamReoptimizeRequest {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	for len(o.queue) == 0 && !o.ended {
		o.changed.Wait()
	}
	if len(o.queue) == 0 {
		return nil
	}
	request := o.queue[0]
	o.queue = o.queue[1:]
	return request
}
