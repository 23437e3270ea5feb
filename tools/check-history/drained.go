package main

import "fmt"

// The server looks for what waits until this long after a login.
const lastLook = second

// dial is when a client begins to open a socket.
func (m *messages) dial(event Event) { m.begun[m.name(event.Process)] = event.Time }

// drained is when a client was told that all that waited at its login is acked.
func (m *messages) drained(event Event) error {
	m.result.Counts[event.Function]++
	at := m.connection(event)
	if at == nil {
		return fmt.Errorf("%s is drained on socket %d, which was not connected", event.Process, event.Socket)
	}
	at.drained, at.drainedLine = event.Time, event.Line
	return nil
}

// What waited at a login is acked when its socket is told so, and that comes once all is acked.
func (m *messages) judgeDrained(texts []string, end phases, registrations *registrations) {
	to := map[int32][]int{}
	for id := range m.all {
		to[m.all[id].to] = append(to[m.all[id].to], id)
	}
	for address, connections := range m.connected {
		for _, at := range connections {
			due := max(end.calm, at.time+lastLook)
			for _, id := range to[address] {
				sent := &m.all[id]
				if sent.onlineOnly {
					continue
				}
				if sent.invoked < at.time {
					due = max(due, sent.lastAck)
				}
				if at.drained != never {
					m.judgeWaiting(texts[id], sent, at, registrations)
				}
			}
			m.judgeDue(at, due+soon, end)
		}
	}
}

func (m *messages) judgeWaiting(text string, sent *message, at connection, registrations *registrations) {
	waited := sent.outcome == outcomeAcked && sent.ended < at.begun
	if waited && sent.firstAck > at.drained && !registrations.mayBeGone(m.texts[sent.to], sent.invoked) {
		m.result.violated(at.drained, []int64{sent.invokeLine, sent.endLine, at.line, at.drainedLine},
			"message %s waited when %s logged in, and nobody had acked it when that was drained", text, m.texts[at.process])
	}
}

func (m *messages) judgeDue(at connection, due int64, end phases) {
	if at.begun == 0 || at.closed < due || end.end < due {
		return
	}
	m.result.Counts["judged for being drained in time"]++
	if at.drained > due {
		m.result.violated(due, []int64{at.line}, "%s was not drained within 5 s, though nothing that waited at its login was left", m.texts[at.process])
	}
}
