package main

func (m *messages) judge(end phases, registrations *registrations) {
	m.judgeOrder(registrations)
	texts := make([]string, len(m.all))
	for text, id := range m.ids {
		texts[id] = text
	}
	for id := range m.all {
		m.judgeOne(texts[id], &m.all[id], end, registrations)
	}
	m.judgeSockets(end, registrations)
	m.judgeOnlineOnlySockets(texts, end)
	m.judgeDrained(texts, end, registrations)
	m.judgeFormer(end, registrations)
}

func (m *messages) judgeOne(text string, sent *message, end phases, registrations *registrations) {
	m.judgeStranger(text, sent, registrations)
	if sent.onlineOnly {
		m.judgeOnlineOnly(text, sent, end)
		return
	}
	if sent.outcome != outcomeAcked {
		m.judgeRefusal(text, sent, end, registrations)
		return
	}
	// What a client has received it may take its time to handle.
	if gone, found := registrations.goneBefore(m.texts[sent.to], sent.ended, sent.first-soon); found && sent.first != never && sent.onOneSocket {
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
	case sent.firstAck == never && end.end-sent.last > soon:
		m.result.violated(sent.last+soon, []int64{sent.invokeLine, sent.endLine, sent.gotLine},
			"message %s came to %s, which did not ack it, and never came again", text, m.texts[sent.to])
	}
}

// A refusal means what its name says, and without a fault there is no reason for one.
func (m *messages) judgeRefusal(text string, sent *message, end phases, registrations *registrations) {
	if sent.outcome == outcomeRefused && sent.first != never {
		m.result.Counts["refused, and delivered nevertheless"]++
	}
	if sent.error == "stale_device" {
		m.judgeStale(text, sent, registrations)
		return
	}
	registered, isRegistered := registrations.presentDuring(m.texts[sent.to], sent.invoked, sent.ended)
	switch {
	case sent.surelyRefused && sent.last > sent.ended+soon:
		m.result.violated(sent.last, []int64{sent.invokeLine, sent.endLine, sent.lastLine},
			"message %s was refused with %s, and came %.1f s later", text, sent.error, float64(sent.last-sent.ended)/float64(second))
	case isRegistered && registrations.knows(sent, m.texts[sent.to]) && (sent.error == "unknown_user" || sent.error == "unknown_device"):
		m.result.violated(sent.ended, []int64{registered.Line, sent.invokeLine, sent.endLine},
			"message %s was refused with %s, and %s was registered", text, sent.error, m.texts[sent.to])
	case sent.invoked > end.settled && sent.ended != never:
		m.result.violated(sent.ended, []int64{sent.invokeLine, sent.endLine},
			"message %s was not acked (%s), and nothing was broken", text, sent.error)
	}
}

// missed is what came not to an open socket, though it was acked.
type missed struct {
	judged, count int
	time          int64
	lines         []int64
}

// Once nothing is left of the faults, what was acked comes to each open socket of its Address, whichever of them acks it first.
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
		if sent.outcome != outcomeAcked || sent.onlineOnly || sent.invoked <= end.settled || registrations.mayBeGone(m.texts[sent.to], sent.invoked) {
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
		if at.count > 0 {
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
func (m *messages) judgeOrder(registrations *registrations) {
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
		if !sent.sentOnce || m.isStranger(sent, registrations) {
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
