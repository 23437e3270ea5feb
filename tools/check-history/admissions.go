package main

import "fmt"

// admission says what a device does about strangers; an absent one changes nothing.
type admission int64

const (
	absent admission = iota
	welcome
	few
	none
)

func admissionOf(name string) (admission, error) {
	switch name {
	case "":
		return absent, nil
	case "welcome":
		return welcome, nil
	case "few":
		return few, nil
	case "none":
		return none, nil
	}
	return absent, fmt.Errorf("unknown strangers %q", name)
}

// isStranger tells whether a message has no token, and its recipient may care.
func (m *messages) isStranger(sent *message, registrations *registrations) bool {
	return !sent.hasToken && len(registrations.admissions[m.texts[sent.to]]) > 0
}

// A message without a token does not reach a device that admits nobody without one: to its sender, that is not registered.
func (m *messages) judgeStranger(text string, sent *message, registrations *registrations) {
	to := m.texts[sent.to]
	if !m.isStranger(sent, registrations) {
		return
	}
	if sent.first != never {
		if admitted, is := registrations.admits(to, none, sent.invoked, sent.first); is {
			m.result.violated(sent.first, []int64{admitted.Line, sent.invokeLine, sent.gotLine},
				"message %s of a stranger came to %s, which admits none", text, to)
			return
		}
	}
	if sent.outcome == outcomeUnknown {
		return
	}
	admitted, is := registrations.admits(to, none, sent.invoked, sent.ended)
	if !is || sent.onlineOnly {
		return
	}
	m.result.Counts["judged for strangers that are not admitted"]++
	switch {
	case sent.outcome == outcomeAcked:
		m.result.violated(sent.ended, []int64{admitted.Line, sent.invokeLine, sent.endLine},
			"message %s of a stranger to %s was acked, which admits none", text, to)
	case sent.error == "stale_device" || sent.error == "mailbox_full":
		m.result.violated(sent.ended, []int64{admitted.Line, sent.invokeLine, sent.endLine},
			"message %s of a stranger was refused with %s, which shows that %s is registered", text, sent.error, to)
	}
}

// knows tells whether a sender may not be told that a registered device is unknown.
func (r *registrations) knows(sent *message, to string) bool {
	if sent.hasToken || len(r.admissions[to]) == 0 || r.admissions[to][0].invoke.Time > sent.ended {
		return true
	}
	for _, admitted := range []admission{welcome, few} {
		if _, is := r.admits(to, admitted, sent.invoked, sent.ended); is {
			return true
		}
	}
	return false
}

// admits returns what made an address do this about strangers, if it surely did so from one time to another.
func (r *registrations) admits(address string, admitted admission, from, until int64) (Event, bool) {
	return only(r.admissions[address], int64(admitted), from, until)
}
