package main

// A push that is under way is sent within this time: a node may be frozen between its claim and its request.
const surelyPushed = 15 * second

// A claim of a node that was killed, or a pause after a push that did not arrive, lasts as long.
const longestClaim = 60 * second

// endpoint is one that a device has set; no two are the same.
type endpoint struct {
	name, address string
	invoked, set  int64
	// When what the server knew of the device's wake-ups began.
	since int64
	// Its request was sent once, so that it is not carried out again.
	once bool
	// What may have ended it was asked for then, and surely had ended it then.
	endInvoked, ended int64
	line, endLine     int64
	pushes            []arrivedPush
}

type arrivedPush struct{ time, line int64 }

// wakeups judges who was pushed to.
type wakeups struct {
	result *Result
	faults *faults
	names  map[string]*endpoint
	// Those of an address, in the order in which they were set.
	of map[string][]*endpoint
	// When nothing was left of the former wake-ups of an address.
	cleared map[string]int64
	// Until when a request of an address may be carried out late.
	lateUntil     map[string]int64
	registrations map[string]int64
	due, least    int64
}

func newWakeups(result *Result, faults *faults) *wakeups {
	return &wakeups{
		result: result, faults: faults, names: map[string]*endpoint{}, of: map[string][]*endpoint{},
		cleared: map[string]int64{}, lateUntil: map[string]int64{}, registrations: map[string]int64{},
	}
}

// settings has the times of the nodes.
func (w *wakeups) settings(event Event) {
	w.due, w.least = event.DueMillis*second/1000, event.MinMillis*second/1000
}

// wakeup is that a device sets an endpoint, or none.
func (w *wakeups) wakeup(invoke, event Event) {
	if event.Type != "invoke" {
		w.result.Counts["wakeup: "+event.Type]++
		w.answered(invoke, event)
		if one := w.names[invoke.Endpoint]; one != nil && event.Type == "ok" {
			one.set = event.Time
			one.once = invoke.Socket != 0 && invoke.Socket == event.Socket
		}
		return
	}
	w.ends(event)
	if event.Endpoint == "" {
		return
	}
	since := event.Time
	if before := w.of[event.Address]; len(before) > 0 {
		since = max(before[len(before)-1].since, w.cleared[event.Address])
	}
	one := &endpoint{
		name: event.Endpoint, address: event.Address, invoked: event.Time, set: never, since: since,
		endInvoked: never, ended: never, line: event.Line,
	}
	w.names[event.Endpoint] = one
	w.of[event.Address] = append(w.of[event.Address], one)
}

// registered is that a device registers, which ends its wake-ups if the registration is another, or unregisters.
func (w *wakeups) registered(invoke, event Event) {
	if len(w.of[invoke.Address]) == 0 {
		w.registrations[invoke.Address] = invoke.Registration
		return
	}
	if event.Type == "invoke" && event.Registration != w.registrations[event.Address] {
		w.ends(event)
	} else if event.Type != "invoke" && invoke.Registration != w.registrations[invoke.Address] {
		w.registrations[invoke.Address] = invoke.Registration
		w.answered(invoke, event)
	}
}

// ends is that a request may end what is set.
func (w *wakeups) ends(event Event) {
	for _, one := range w.of[event.Address] {
		one.endInvoked = min(one.endInvoked, event.Time)
	}
}

// answered is that such a request has ended.
func (w *wakeups) answered(invoke, event Event) {
	refused := event.Type == "fail" && isDefinite(event.Error)
	if invoke.Socket == 0 || invoke.Socket != event.Socket || event.Type != "ok" && !refused {
		w.lateUntil[invoke.Address] = max(w.lateUntil[invoke.Address], event.Time+surelyGone)
	}
	if event.Type != "ok" {
		return
	}
	for _, one := range w.of[invoke.Address] {
		if one.invoked < invoke.Time && one.ended == never {
			one.ended, one.endLine = event.Time, event.Line
		}
	}
	if invoke.Endpoint == "" {
		w.cleared[invoke.Address] = event.Time
	}
}

// push is that one has arrived at the push service.
func (w *wakeups) push(event Event) {
	w.result.Counts["push"]++
	one := w.names[event.Endpoint]
	if one == nil {
		w.result.violated(event.Time, []int64{event.Line}, "a push came to %s, which no device had set", event.Endpoint)
		return
	}
	one.pushes = append(one.pushes, arrivedPush{event.Time, event.Line})
}
