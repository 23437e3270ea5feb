package main

// A frame or an event that the network held back is delivered within this time, or never.
const surelyForgotten = 60 * second

func (m *messages) countWishes(sent Event) {
	if sent.OnlineOnly {
		m.result.Counts["onlineOnly: sent"]++
	}
	if sent.Frame != 0 {
		m.result.Counts["part of a frame: sent"]++
	}
	if sent.Registration != 0 {
		m.result.Counts["registration named: sent"]++
	}
	if sent.TTLHours != 0 {
		m.result.Counts["ttlHours: sent"]++
	}
}

// Nothing becomes of a message that is worth nothing later but that a connected device receives it, so its answer is an Ack.
func (m *messages) judgeOnlineOnly(text string, sent *message, end phases) {
	if sent.first != never {
		m.result.Counts["onlineOnly: delivered"]++
	}
	switch sent.error {
	case "unknown_user", "unknown_device", "stale_device", "mailbox_full", "unavailable":
		if sent.outcome == outcomeRefused {
			m.result.violated(sent.ended, []int64{sent.invokeLine, sent.endLine},
				"message %s was onlineOnly, and refused with %s", text, sent.error)
			return
		}
	}
	if sent.outcome != outcomeAcked && sent.invoked > end.settled && sent.ended != never {
		m.result.violated(sent.ended, []int64{sent.invokeLine, sent.endLine},
			"message %s was not acked (%s), and nothing was broken", text, sent.error)
	}
}

// It is not stored: no socket receives it that was opened later.
func (m *messages) judgeOnlineOnlySockets(texts []string, end phases) {
	for _, one := range m.deliveries {
		sent := &m.all[one.message]
		if !sent.onlineOnly || sent.ended == never {
			continue
		}
		at := m.connectionOf(sent.to, one.process, one.socket)
		if at != nil && at.begun > sent.forgotten(end) {
			m.result.violated(one.time, []int64{sent.invokeLine, sent.endLine, at.line, one.line},
				"message %s was onlineOnly, and came to a socket that was opened %.1f s after its Ack", texts[one.message],
				float64(at.begun-sent.ended)/float64(second))
		}
	}
}

// forgotten returns from when on nobody knows the message.
func (s *message) forgotten(end phases) int64 {
	if s.invoked > end.healed {
		return s.ended + soon
	}
	return s.ended + surelyForgotten
}
