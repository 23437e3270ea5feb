package main

import (
	"fmt"
	"io"
	"sort"
)

// Violation is something that the server promises not to do, with the lines that show it.
type Violation struct {
	Time  int64
	What  string
	Lines []int64
}

// Result is what is known of a history at its end.
type Result struct {
	Violations []Violation
	// NotJudged says what could not be decided, and how often.
	NotJudged map[string]int
	// Counts has what was seen, for the reader.
	Counts map[string]int
}

func newResult() *Result {
	return &Result{NotJudged: map[string]int{}, Counts: map[string]int{}}
}

func (r *Result) violated(time int64, lines []int64, format string, values ...any) {
	r.Violations = append(r.Violations, Violation{time, fmt.Sprintf(format, values...), lines})
}

// First returns the violation that happened first.
func (r *Result) First() Violation {
	sort.SliceStable(r.Violations, func(i, j int) bool { return r.Violations[i].Time < r.Violations[j].Time })
	return r.Violations[0]
}

// Check reads a history and judges it.
func Check(in io.Reader) (*Result, error) {
	result := newResult()
	operations := newOperations()
	messages := newMessages(result)
	registrations := newRegistrations(result)
	faults := &faults{}
	wakeups := newWakeups(result, faults)
	attachments := newAttachments(result)
	end := phases{healed: never}
	err := Read(in, func(event Event) error {
		invoke, err := operations.pair(event)
		if err != nil {
			return err
		}
		switch event.Function {
		case "send":
			return messages.send(invoke, event)
		case "refuse":
			return messages.refuse(event)
		case "deliver":
			return messages.deliver(event)
		case "ack":
			messages.ack(event)
		case "connect":
			messages.connect(event)
		case "disconnect":
			messages.disconnect(event)
		case "dial":
			messages.dial(event)
		case "drained":
			return messages.drained(event)
		case "register", "unregister":
			wakeups.registered(invoke, event)
			registrations.add(invoke, event)
		case "fetch":
			registrations.add(invoke, event)
		case "settings":
			wakeups.settings(event)
		case "wakeup":
			wakeups.wakeup(invoke, event)
		case "push":
			wakeups.push(event)
		case "upload":
			return attachments.upload(invoke, event)
		case "download":
			return attachments.download(invoke, event)
		case "healed":
			end.healed = event.Time
		case "calm":
			end.calm = event.Time
		case "settled":
			end.settled = event.Time
		case "end":
			end.end = event.Time
		case "fault":
			result.Counts[event.Function]++
			faults.begin(event)
		case "repaired":
			faults.repaired(event)
		default:
			return fmt.Errorf("unknown function %q", event.Function)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if end.calm == 0 || end.settled == 0 || end.end == 0 {
		return nil, fmt.Errorf("the history has no calm, settled and end: the run was cut short")
	}
	for _, invoke := range operations.open {
		unknown := Event{Type: "unknown", Function: invoke.Function, Time: never}
		switch invoke.Function {
		case "register", "unregister", "fetch":
			registrations.add(invoke, unknown)
		case "download":
			if err := attachments.download(invoke, unknown); err != nil {
				return nil, err
			}
		}
	}
	registrations.judge()
	messages.judge(end, registrations)
	wakeups.judge(end, messages)
	attachments.judge(end)
	return result, nil
}

// phases are the times from which on there are no faults, nothing is sent for now, nothing is left of the faults, and nothing is recorded.
type phases struct{ healed, calm, settled, end int64 }

// operations pairs what was invoked with how it ended.
type operations struct{ open map[int64]Event }

func newOperations() *operations { return &operations{map[int64]Event{}} }

// pair returns the invocation of an event that ends one; of another event, the event.
func (o *operations) pair(event Event) (Event, error) {
	switch event.Type {
	case "info":
		return event, nil
	case "invoke":
		if event.Op == 0 {
			return event, nil
		}
		if _, twice := o.open[event.Op]; twice {
			return event, fmt.Errorf("operation %d is invoked twice", event.Op)
		}
		o.open[event.Op] = event
		return event, nil
	case "ok", "fail", "unknown":
		invoke, found := o.open[event.Op]
		if !found || invoke.Function != event.Function || invoke.Process != event.Process {
			return event, fmt.Errorf("operation %d ends and was not invoked so", event.Op)
		}
		delete(o.open, event.Op)
		return invoke, nil
	}
	return event, fmt.Errorf("unknown type %q", event.Type)
}
