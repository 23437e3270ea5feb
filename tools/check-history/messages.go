package main

import "fmt"

const (
	second = int64(1_000_000_000)
	never  = int64(1) << 62

	// An Ack that took longer may have come after a refusal, which the client answers by sending again, out of order.
	surelySentOnce = 4 * second

	// Within this time of the end of all faults, what was acked is at its recipient.
	soon = 5 * second

	// One in so many messages may miss an open socket, because another one acked it first.
	mostMissed = 5
)

type outcome uint8

const (
	outcomeUnknown outcome = iota
	outcomeAcked
	outcomeRefused
)

type message struct {
	to, sender, socket          int32
	outcome                     outcome
	sentOnce, handled           bool
	invoked, ended, first, last int64
	// When its recipient got another message, latest before this one.
	before                       int64
	invokeLine, endLine, gotLine int64
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
	latest     map[int32]int64
}

func newMessages(result *Result) *messages {
	return &messages{
		result:    result,
		names:     map[string]int32{},
		ids:       map[string]int32{},
		connected: map[int32][]connection{},
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
			to:         m.name(event.Address),
			sender:     m.name(event.Process),
			socket:     int32(event.Socket),
			invoked:    event.Time,
			ended:      never,
			first:      never,
			invokeLine: event.Line,
		})
		return nil
	}
	sent := &m.all[m.ids[invoke.Message]]
	sent.ended = event.Time
	sent.endLine = event.Line
	switch event.Type {
	case "ok":
		sent.outcome = outcomeAcked
		sent.sentOnce = invoke.Socket != 0 && invoke.Socket == event.Socket && event.Time-invoke.Time <= surelySentOnce
		m.result.Counts["acked"]++
	case "fail":
		sent.outcome = outcomeRefused
		m.result.Counts["refused: "+event.Error]++
	default:
		m.result.Counts["unanswered"]++
	}
	return nil
}

func (m *messages) connect(event Event) {
	m.result.Counts[event.Function]++
	at := m.name(event.Address)
	m.connected[at] = append(m.connected[at],
		connection{m.name(event.Process), event.Socket, event.Line, event.Time, never, event.Slow})
}

func (m *messages) disconnect(event Event) {
	m.result.Counts[event.Function]++
	all := m.connected[m.name(event.Address)]
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].process == m.name(event.Process) && all[i].socket == event.Socket {
			all[i].closed = min(all[i].closed, event.Time)
			return
		}
	}
}

func (m *messages) ack(event Event) {
	m.result.Counts[event.Function]++
	if id, found := m.ids[event.Message]; found {
		m.all[id].handled = true
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
	m.latest[sent.to] = event.Time
	m.deliveries = append(m.deliveries, delivery{id, m.name(event.Process), event.Socket, event.Line, event.Time})
	return nil
}

func (m *messages) judge(end phases, registrations *registrations) {
	m.judgeOrder()
	texts := make([]string, len(m.all))
	for text, id := range m.ids {
		texts[id] = text
	}
	for id := range m.all {
		m.judgeOne(texts[id], &m.all[id], end, registrations)
	}
	m.judgeSockets(end, registrations)
}

func (m *messages) judgeOne(text string, sent *message, end phases, registrations *registrations) {
	if sent.outcome == outcomeRefused && sent.first != never {
		m.result.Counts["refused, and delivered nevertheless"]++
	}
	if sent.outcome != outcomeAcked {
		return
	}
	// What a client has received it may take its time to handle.
	if gone, found := registrations.goneBefore(m.texts[sent.to], sent.ended, sent.first-soon); found && sent.first != never {
		m.result.violated(sent.first, []int64{sent.invokeLine, sent.endLine, gone.invoke.Line, gone.end.Line, sent.gotLine},
			"message %s came after %s had unregistered, and was acked before", text, m.texts[sent.to])
	}
	if gone, found := registrations.absentDuring(m.texts[sent.to], sent.invoked, sent.ended); found {
		m.result.violated(sent.ended, []int64{gone.Line, sent.invokeLine, sent.endLine},
			"message %s was acked, and %s was not registered", text, m.texts[sent.to])
		return
	}
	if registrations.mayBeGone(m.texts[sent.to], sent.invoked) {
		return
	}
	if sent.first == never {
		m.result.violated(end.end, []int64{sent.invokeLine, sent.endLine},
			"message %s to %s was acked, and never came", text, m.texts[sent.to])
		return
	}
	since, slow := m.since(sent, end)
	switch {
	case slow:
		m.result.Counts["to slow devices"]++
	case sent.first > end.calm && sent.first-since > soon:
		m.result.violated(since+soon, []int64{sent.invokeLine, sent.endLine, sent.gotLine},
			"message %s to %s came %.1f s after all faults were over", text, m.texts[sent.to], float64(sent.first-since)/float64(second))
	case !sent.handled && end.end-sent.last > soon:
		m.result.violated(sent.last+soon, []int64{sent.invokeLine, sent.endLine, sent.gotLine},
			"message %s came to %s, which did not ack it, and never came again", text, m.texts[sent.to])
	}
}

// missed is what came not to an open socket, though it was acked.
type missed struct {
	judged, count int
	time          int64
	lines         []int64
}

// Once nothing is left of the faults, what was acked comes to each open socket of its Address. A message that another socket
// acks first may be gone before a socket has read it; one that misses many is forgotten.
func (m *messages) judgeSockets(end phases, registrations *registrations) {
	type receipt struct {
		message, process int32
		socket           int64
	}
	received := map[receipt]int64{}
	for _, one := range m.deliveries {
		if m.all[one.message].invoked > end.settled {
			received[receipt{one.message, one.process, one.socket}] = one.time
		}
	}
	sockets := map[int64]*missed{}
	for id := range m.all {
		sent := &m.all[id]
		if sent.outcome != outcomeAcked || sent.invoked <= end.settled || registrations.mayBeGone(m.texts[sent.to], sent.invoked) {
			continue
		}
		for _, open := range m.connected[sent.to] {
			if open.slow || open.time > sent.invoked || open.closed < sent.ended+soon || end.end < sent.ended+soon {
				continue
			}
			if sockets[open.line] == nil {
				sockets[open.line] = &missed{lines: []int64{open.line}}
			}
			sockets[open.line].judged++
			if when, found := received[receipt{int32(id), open.process, open.socket}]; !found || when > sent.ended+soon {
				sockets[open.line].add(sent)
			}
		}
	}
	m.judgeMissed(sockets)
}

func (m *missed) add(sent *message) {
	m.count++
	m.time = sent.ended + soon
	m.lines = append(m.lines, sent.invokeLine, sent.endLine)
}

func (m *messages) judgeMissed(sockets map[int64]*missed) {
	for _, at := range sockets {
		m.result.Counts["judged for each open socket"] += at.judged
		m.result.Counts["acked before each open socket had them"] += at.count
		if at.count*mostMissed > at.judged {
			m.result.violated(at.time, at.lines[:min(len(at.lines), 7)],
				"%d of the last %d messages did not come to an open socket", at.count, at.judged)
		}
	}
}

// since returns from when on nothing keeps a message from its recipient, and whether that takes its time.
func (m *messages) since(sent *message, end phases) (int64, bool) {
	since := max(end.calm, sent.ended, sent.before)
	slow := false
	for _, connected := range m.connected[sent.to] {
		slow = slow || connected.slow
		if connected.time <= sent.first {
			since = max(since, connected.time)
		}
	}
	return since, slow
}

// One socket's messages to one Address come to each of its sockets in the order in which they were sent.
func (m *messages) judgeOrder() {
	type lane struct {
		receiver, sender, to int32
		socket, from         int64
	}
	type seen struct {
		receiver int32
		socket   int64
		message  int32
	}
	before := map[lane]delivery{}
	known := map[seen]bool{}
	for _, now := range m.deliveries {
		sent := &m.all[now.message]
		if !sent.sentOnce {
			continue
		}
		this := seen{now.process, now.socket, now.message}
		if known[this] {
			continue
		}
		known[this] = true
		in := lane{now.process, sent.sender, sent.to, now.socket, int64(sent.socket)}
		if last, found := before[in]; found && m.all[last.message].invokeLine > sent.invokeLine {
			m.result.violated(now.time, []int64{sent.invokeLine, m.all[last.message].invokeLine, last.line, now.line},
				"a message from %s to %s came after one that was sent later", m.texts[sent.sender], m.texts[sent.to])
		}
		before[in] = now
	}
	m.result.Counts["judged for their order"] = len(known)
}
