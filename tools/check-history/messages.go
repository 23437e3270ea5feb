package main

import "fmt"

const (
	second = int64(1_000_000_000)
	never  = int64(1) << 62

	// An Ack that took longer may have come after a refusal, which the client answers by sending again, out of order.
	surelySentOnce = 4 * second

	// Within this time of the end of all faults, what was acked is at its recipient.
	soon = 5 * second
)

type outcome uint8

const (
	outcomeUnknown outcome = iota
	outcomeAcked
	outcomeRefused
)

type message struct {
	to, sender, socket int32
	outcome            outcome
	sentOnce           bool
	// One socket carried it, so that none of its attempts is carried out later.
	onOneSocket bool
	// It is worth nothing later, and only a connected recipient receives it.
	onlineOnly bool
	// It wakes nobody.
	quiet    bool
	hasToken bool
	// The one that its recipient must have, or 0.
	registration int64
	// A refusal has left it in doubt whether an attempt to send it was carried out.
	inDoubt bool
	// Every attempt was refused, and none was carried out.
	surelyRefused               bool
	error                       string
	invoked, ended, first, last int64
	// When its recipient got another message, latest before this one.
	before int64
	// When somebody at its recipient acked it.
	firstAck, lastAck            int64
	invokeLine, endLine, gotLine int64
	lastLine                     int64
}

type delivery struct {
	message, process int32
	socket           int64
	line, time       int64
}

type connection struct {
	process            int32
	socket             int64
	line, time, closed int64
	slow               bool
	// Before this, its client surely had not begun to open it.
	begun int64
	// When the client was told that it has acked all that waited.
	drained, drainedLine int64
}

// messages judges what was sent and delivered.
type messages struct {
	result     *Result
	names      map[string]int32
	texts      []string
	ids        map[string]int32
	all        []message
	deliveries []delivery
	connected  map[int32][]connection
	// When a process last began to open a socket, or lost one.
	begun  map[int32]int64
	latest map[int32]int64
}

func newMessages(result *Result) *messages {
	return &messages{
		result:    result,
		names:     map[string]int32{},
		ids:       map[string]int32{},
		connected: map[int32][]connection{},
		begun:     map[int32]int64{},
		latest:    map[int32]int64{},
	}
}

func (m *messages) name(text string) int32 {
	number, found := m.names[text]
	if !found {
		number = int32(len(m.texts))
		m.names[text] = number
		m.texts = append(m.texts, text)
	}
	return number
}

func (m *messages) send(invoke, event Event) error {
	if event.Type == "invoke" {
		if _, twice := m.ids[event.Message]; twice {
			return fmt.Errorf("message %s is sent twice", event.Message)
		}
		m.ids[event.Message] = int32(len(m.all))
		m.all = append(m.all, message{
			to:           m.name(event.Address),
			sender:       m.name(event.Process),
			socket:       int32(event.Socket),
			invoked:      event.Time,
			ended:        never,
			first:        never,
			firstAck:     never,
			onlineOnly:   event.OnlineOnly,
			quiet:        event.Quiet,
			registration: event.Registration,
			hasToken:     event.Token,
			invokeLine:   event.Line,
		})
		m.countWishes(event)
		return nil
	}
	sent := &m.all[m.ids[invoke.Message]]
	sent.ended = event.Time
	sent.endLine = event.Line
	switch event.Type {
	case "ok":
		sent.outcome = outcomeAcked
		sent.onOneSocket = invoke.Socket != 0 && invoke.Socket == event.Socket
		sent.sentOnce = !sent.onlineOnly && invoke.Frame == 0 && sent.onOneSocket && event.Time-invoke.Time <= surelySentOnce
		m.result.Counts["acked"]++
	case "fail":
		sent.outcome = outcomeRefused
		sent.error = event.Error
		sent.surelyRefused = invoke.Socket != 0 && invoke.Socket == event.Socket && !sent.inDoubt && isDefinite(event.Error)
		m.result.Counts["refused: "+event.Error]++
	default:
		sent.error = event.Error
		m.result.Counts["unanswered"]++
	}
	return nil
}

// isDefinite tells whether what was refused so has surely not been done. After unavailable, it may have been.
func isDefinite(refusal string) bool {
	return refusal != "unavailable" && refusal != "unknown_error"
}

// refuse takes a refusal after which the client sends the message again.
func (m *messages) refuse(event Event) error {
	id, found := m.ids[event.Message]
	if !found {
		return fmt.Errorf("message %s is refused, and was not sent", event.Message)
	}
	m.result.Counts["refused, and sent again: "+event.Error]++
	m.all[id].inDoubt = m.all[id].inDoubt || !isDefinite(event.Error)
	return nil
}

func (m *messages) connect(event Event) {
	m.result.Counts[event.Function]++
	at, process := m.name(event.Address), m.name(event.Process)
	m.connected[at] = append(m.connected[at], connection{
		process: process, socket: event.Socket, line: event.Line, time: event.Time, closed: never, slow: event.Slow,
		begun: m.begun[process], drained: never,
	})
}

func (m *messages) disconnect(event Event) {
	m.result.Counts[event.Function]++
	m.begun[m.name(event.Process)] = event.Time
	if at := m.connection(event); at != nil {
		at.closed = min(at.closed, event.Time)
	}
}

// connection returns the one on which something happened.
func (m *messages) connection(event Event) *connection {
	return m.connectionOf(m.name(event.Address), m.name(event.Process), event.Socket)
}

func (m *messages) connectionOf(address, process int32, socket int64) *connection {
	all := m.connected[address]
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].process == process && all[i].socket == socket {
			return &all[i]
		}
	}
	return nil
}

func (m *messages) ack(event Event) {
	m.result.Counts[event.Function]++
	if id, found := m.ids[event.Message]; found {
		m.all[id].firstAck = min(m.all[id].firstAck, event.Time)
		m.all[id].lastAck = event.Time
	}
}

func (m *messages) deliver(event Event) error {
	id, found := m.ids[event.Message]
	if !found {
		m.result.violated(event.Time, []int64{event.Line}, "message %s is delivered, and nobody sent it", event.Message)
		return nil
	}
	sent := &m.all[id]
	if m.name(event.Address) != sent.to {
		m.result.violated(event.Time, []int64{sent.invokeLine, event.Line},
			"message %s is delivered to %s, and was for %s", event.Message, event.Address, m.texts[sent.to])
		return nil
	}
	if sent.first == never {
		sent.first = event.Time
		sent.before = m.latest[sent.to]
		sent.gotLine = event.Line
		m.result.Counts["delivered"]++
	} else {
		m.result.Counts["delivered again"]++
	}
	sent.last = event.Time
	sent.lastLine = event.Line
	m.latest[sent.to] = event.Time
	m.deliveries = append(m.deliveries, delivery{id, m.name(event.Process), event.Socket, event.Line, event.Time})
	return nil
}
