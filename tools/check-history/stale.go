package main

// A message that was refused as stale named a registration which its recipient had not, and did not come.
func (m *messages) judgeStale(text string, sent *message, registrations *registrations) {
	to := m.texts[sent.to]
	current, isCurrent := registrations.only(to, sent.registration, sent.invoked, sent.ended)
	switch {
	case sent.registration == 0:
		m.result.violated(sent.ended, []int64{sent.invokeLine, sent.endLine},
			"message %s was refused with stale_device, and named no registration", text)
	case isCurrent:
		m.result.violated(sent.ended, []int64{current.Line, sent.invokeLine, sent.endLine},
			"message %s was refused with stale_device, and %s had registration %d", text, to, sent.registration)
	case sent.surelyRefused && sent.first != never:
		m.result.violated(max(sent.first, sent.ended), []int64{sent.invokeLine, sent.endLine, sent.gotLine},
			"message %s was refused with stale_device, and was delivered to %s", text, to)
	}
}

// So few messages for another registration may all be acked by chance.
const byChance = 2

// Messages for another registration than their recipient has are refused, but for those that the server stores without looking:
// a socket may have received them, a statement failed, or another message to the same recipient came at the same moment. Long
// after all faults, the last alone is so while nobody is connected, and not of all.
func (m *messages) judgeFormer(end phases, registrations *registrations) {
	judged, acked, lines := 0, 0, []int64{}
	for id := range m.all {
		sent := &m.all[id]
		if sent.registration == 0 || sent.onlineOnly || sent.outcome == outcomeUnknown || sent.invoked < end.healed+soon {
			continue
		}
		another, is := registrations.another(m.texts[sent.to], sent.registration, sent.invoked, sent.ended)
		if !is || m.mayReceive(sent.to, sent.invoked-soon, sent.ended) {
			continue
		}
		judged++
		if sent.outcome == outcomeAcked {
			acked++
			lines = append(lines, another.Line, sent.invokeLine, sent.endLine)
		}
	}
	m.result.Counts["judged for a former registration"] = judged
	m.result.Counts["acked for a former registration"] = acked
	if acked == judged && acked > byChance {
		m.result.violated(end.end, lines[:9], "all %d messages for another registration than their offline recipients had were acked", acked)
	}
}

// mayReceive tells whether an address may have had a socket between two times.
func (m *messages) mayReceive(address int32, from, until int64) bool {
	for _, one := range m.connected[address] {
		if one.begun <= until && one.closed >= from {
			return true
		}
	}
	return false
}

// change is what a device asked for: a registration or none, or what it does about strangers.
type change struct {
	invoke Event
	to     int64
	// When it was carried out at the latest.
	last int64
}

func (r *registrations) changed(invoke Event, last int64) {
	registration := int64(0)
	if invoke.Function == "register" {
		registration = invoke.Registration
	}
	r.changes[invoke.Address] = append(r.changes[invoke.Address], change{invoke, registration, last})
	if invoke.Function == "unregister" || invoke.admission != absent {
		r.admissions[invoke.Address] = append(r.admissions[invoke.Address], change{invoke, int64(invoke.admission), last})
	}
}

// only returns what registered an address that surely had this registration and no other from one time to another.
func (r *registrations) only(address string, registration, from, until int64) (Event, bool) {
	return only(r.changes[address], registration, from, until)
}

// another returns what registered an address that surely had a registration, and not this one, from one time to another.
func (r *registrations) another(address string, registration, from, until int64) (Event, bool) {
	found := Event{}
	for _, one := range inEffect(r.changes[address], from, until) {
		switch {
		case one.to == 0 || one.to == registration:
			return Event{}, false
		case one.last < from:
			found = one.invoke
		}
	}
	return found, found.Line != 0
}

// only returns the last of the changes by which something surely was so from one time to another.
func only(changes []change, so, from, until int64) (Event, bool) {
	found := Event{}
	for _, one := range inEffect(changes, from, until) {
		switch {
		case one.to != so:
			return Event{}, false
		case one.last < from:
			found = one.invoke
		}
	}
	return found, found.Line != 0
}

// inEffect returns those of the changes that may have had an effect from one time to another.
func inEffect(changes []change, from, until int64) []change {
	// What began after this is carried out; what ended before has no effect any more.
	latest := int64(-1)
	for _, one := range changes {
		if one.last < from {
			latest = max(latest, one.invoke.Time)
		}
	}
	effective := []change{}
	for _, one := range changes {
		if one.last >= latest && one.invoke.Time <= until {
			effective = append(effective, one)
		}
	}
	return effective
}
