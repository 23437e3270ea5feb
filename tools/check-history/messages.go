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
	to, sender, socket           int32
	outcome                      outcome
	sentOnce                     bool
	invoked, ended, first        int64
	invokeLine, endLine, gotLine int64
}

type delivery struct {
	message, process int32
	socket           int64
	line, time       int64
}

type connection struct {
	time int64
	slow bool
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
}

func newMessages(result *Result) *messages {
	return &messages{
		result:    result,
		names:     map[string]int32{},
		ids:       map[string]int32{},
		connected: map[int32][]connection{},
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
	at := m.name(event.Address)
	m.connected[at] = append(m.connected[at], connection{event.Time, event.Slow})
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
		sent.gotLine = event.Line
		m.result.Counts["delivered"]++
	} else {
		m.result.Counts["delivered again"]++
	}
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
}

func (m *messages) judgeOne(text string, sent *message, end phases, registrations *registrations) {
	if sent.outcome == outcomeRefused && sent.first != never {
		m.result.Counts["refused, and delivered nevertheless"]++
	}
	if sent.outcome != outcomeAcked || registrations.mayBeGone(m.texts[sent.to], sent.invoked) {
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
	}
}

// since returns from when on nothing keeps a message from its recipient, and whether that takes its time.
func (m *messages) since(sent *message, end phases) (int64, bool) {
	since := max(end.calm, sent.ended)
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
