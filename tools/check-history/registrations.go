package main

import (
	"sort"
	"strings"
	"time"

	"github.com/anishathalye/porcupine"
)

const (
	mostUncertain = 50
	patience      = 5 * time.Minute

	// A request that was sent on a socket that is lost since, or answered with unavailable, is carried out within this time, or never.
	surelyGone = 60 * second
)

type operation struct {
	invoke, end Event
}

// registrations judges what was registered and fetched.
type registrations struct {
	result *Result
	users  map[string][]operation
	// From when on a message was surely sent after the last unregistration of an address.
	goneUntil map[string]int64
	// The unregistrations of an address that were carried out once, in their order.
	gone map[string][]operation
	// When an address was surely not registered, in order: what ended its registration, and what began the next one.
	absent map[string][]absence
	// When an address was surely registered, in order.
	present map[string][]presence
	// Until when a request of an address may be carried out late.
	lateUntil map[string]int64
	// What each device asked for, in the order of the answers.
	changes map[string][]change
	// What each device asked for about strangers, in the order of the answers.
	admissions map[string][]change
	keys       map[string]Event
	taken      map[string]Event
	// Keys that were handed out before.
	again []handedOut
}

func newRegistrations(result *Result) *registrations {
	return &registrations{
		result:     result,
		users:      map[string][]operation{},
		goneUntil:  map[string]int64{},
		gone:       map[string][]operation{},
		absent:     map[string][]absence{},
		present:    map[string][]presence{},
		lateUntil:  map[string]int64{},
		changes:    map[string][]change{},
		admissions: map[string][]change{},
		keys:       map[string]Event{},
		taken:      map[string]Event{},
	}
}

func userOf(event Event) string {
	if event.User != "" {
		return event.User
	}
	user, _, _ := strings.Cut(event.Address, "/")
	return user
}

func (r *registrations) add(invoke, event Event) {
	if event.Type == "invoke" {
		if presences := r.present[event.Address]; event.Function == "unregister" && len(presences) > 0 {
			last := &presences[len(presences)-1]
			last.until = min(last.until, event.Time)
		}
		if event.Function == "register" {
			if absences := r.absent[event.Address]; len(absences) > 0 {
				last := &absences[len(absences)-1]
				last.until = min(last.until, event.Time)
			}
			for _, key := range event.Keys {
				r.keys[key] = event
			}
		}
		return
	}
	user := userOf(invoke)
	r.result.Counts[event.Function+": "+event.Type]++
	if event.Type == "ok" && event.Function == "fetch" {
		if !event.Complete {
			r.result.Counts["fetch: an answer that may lack a bundle"]++
		}
		r.take(user, event)
	}
	if event.Type == "fail" && event.Error == "unavailable" {
		event.Type = "unknown"
	}
	answered := event.Type == "ok" || event.Function == "fetch" && event.Type == "fail"
	if event.Function == "fetch" && !answered || event.Function != "fetch" && event.Type == "fail" {
		// It changed nothing, and tells nothing.
		return
	}
	if event.Type == "unknown" {
		event.Time = min(never, event.Time+surelyGone)
	}
	r.users[user] = append(r.users[user], operation{invoke, event})
	last := event.Time
	if event.Function != "fetch" && event.Type == "ok" && event.Socket != invoke.Socket {
		// It was sent on each of its client's sockets, and carried out on any of them.
		r.result.Counts[event.Function+": sent more than once"]++
		again := event
		again.Type, again.Time = "unknown", event.Time+surelyGone
		r.users[user] = append(r.users[user], operation{invoke, again})
		last = again.Time
	}
	if event.Function != "fetch" {
		r.changed(invoke, last)
	}
	if event.Function != "fetch" && (last != event.Time || event.Type != "ok") {
		r.lateUntil[invoke.Address] = max(r.lateUntil[invoke.Address], last)
	}
	if event.Function == "register" && event.Type == "ok" {
		since := max(event.Time, r.lateUntil[invoke.Address])
		r.present[invoke.Address] = append(r.present[invoke.Address], presence{event, since, never})
	}
	if event.Function == "unregister" {
		if event.Type == "ok" && r.lateUntil[invoke.Address] < event.Time {
			r.absent[invoke.Address] = append(r.absent[invoke.Address], absence{event, never})
		}
		r.goneUntil[invoke.Address] = max(r.goneUntil[invoke.Address], last)
		if last == event.Time && event.Type == "ok" {
			r.gone[invoke.Address] = append(r.gone[invoke.Address], operation{invoke, event})
		}
	}
}

func (r *registrations) take(user string, event Event) {
	for _, bundle := range event.Bundles {
		if bundle.Key == "" {
			continue
		}
		if before, twice := r.taken[bundle.Key]; twice {
			r.again = append(r.again, handedOut{bundle, before, event})
			continue
		}
		r.taken[bundle.Key] = event
		registered, found := r.keys[bundle.Key]
		if !found || registered.Address != bundle.Address {
			r.result.violated(event.Time, []int64{event.Line}, "key %s of %s is handed out, and was not registered there", bundle.Key, bundle.Address)
		} else if registered.Registration != bundle.Registration {
			r.result.violated(event.Time, []int64{registered.Line, event.Line}, "key %s of another registration is handed out with registration %d", bundle.Key, bundle.Registration)
		}
	}
}

// mayBeGone tells whether an unregistration may have taken with it what was sent since then.
func (r *registrations) mayBeGone(address string, since int64) bool {
	until, found := r.goneUntil[address]
	return found && until >= since
}

// absence is a time in which an address is not registered.
type absence struct {
	begin Event
	until int64
}

// absentDuring returns what ended the registration of an address that surely had none from one time to another.
func (r *registrations) absentDuring(address string, from, until int64) (Event, bool) {
	absences := r.absent[address]
	next := sort.Search(len(absences), func(i int) bool { return absences[i].begin.Time > from })
	if next == 0 || absences[next-1].until < until {
		return Event{}, false
	}
	return absences[next-1].begin, true
}

// presence is a time in which an address is registered.
type presence struct {
	begin        Event
	since, until int64
}

// presentDuring returns what registered an address that surely was registered from one time to another.
func (r *registrations) presentDuring(address string, from, until int64) (Event, bool) {
	for _, one := range r.present[address] {
		if one.since < from && one.until > until {
			return one.begin, true
		}
	}
	return Event{}, false
}

// goneBefore returns an unregistration that began after one time and ended before another.
func (r *registrations) goneBefore(address string, after, before int64) (operation, bool) {
	gone := r.gone[address]
	next := sort.Search(len(gone), func(i int) bool { return gone[i].invoke.Time > after })
	if next == len(gone) || gone[next].end.Time >= before {
		return operation{}, false
	}
	return gone[next], true
}

func (r *registrations) judge() {
	r.judgeAgain()
	for user, operations := range r.users {
		if uncertain(operations) > mostUncertain {
			r.result.NotJudged["users with too many operations at the same time"]++
			continue
		}
		history := make([]porcupine.Operation, len(operations))
		for i, one := range operations {
			history[i] = porcupine.Operation{Input: one.invoke, Call: one.invoke.Time, Output: one.end, Return: one.end.Time}
		}
		switch porcupine.CheckOperationsTimeout(model, history, patience) {
		case porcupine.Illegal:
			r.blame(user, operations)
		case porcupine.Unknown:
			r.result.NotJudged["users whose operations take too long to judge"]++
		default:
			r.result.Counts["users whose registrations are linearizable"]++
		}
	}
}

// blame names the shortest beginning of a user's operations that no order explains.
func (r *registrations) blame(user string, operations []operation) {
	sort.Slice(operations, func(i, j int) bool { return operations[i].end.Time < operations[j].end.Time })
	least := sort.Search(len(operations), func(n int) bool {
		history := []porcupine.Operation{}
		limit := operations[n].end.Time
		for i, one := range operations {
			if one.invoke.Time > limit {
				continue
			}
			end := one.end
			if i > n {
				if one.invoke.Function == "fetch" {
					continue
				}
				end.Type, end.Time = "unknown", never
			}
			history = append(history, porcupine.Operation{Input: one.invoke, Call: one.invoke.Time, Output: end, Return: end.Time})
		}
		return porcupine.CheckOperationsTimeout(model, history, patience) == porcupine.Illegal
	})
	least = min(least, len(operations)-1)
	lines := []int64{}
	for _, one := range operations[max(0, least-5) : least+1] {
		lines = append(lines, one.invoke.Line, one.end.Line)
	}
	r.result.violated(operations[least].invoke.Time, lines, "what was registered and fetched of %s has no order that explains it", user)
}

// uncertain returns the most operations that may have happened in any order.
func uncertain(operations []operation) int {
	type edge struct {
		time int64
		by   int
	}
	edges := []edge{}
	for _, one := range operations {
		edges = append(edges, edge{one.invoke.Time, 1}, edge{one.end.Time, -1})
	}
	sort.Slice(edges, func(i, j int) bool {
		return edges[i].time < edges[j].time || edges[i].time == edges[j].time && edges[i].by > edges[j].by
	})
	open, most := 0, 0
	for _, one := range edges {
		open += one.by
		most = max(most, open)
	}
	return most
}
