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

// only returns the last of the changes by which something surely was so from one time to another.
func only(changes []change, so, from, until int64) (Event, bool) {
	// What began after this is carried out; what ended before has no effect any more.
	latest := int64(-1)
	for _, one := range changes {
		if one.last < from {
			latest = max(latest, one.invoke.Time)
		}
	}
	found := Event{}
	for _, one := range changes {
		switch {
		case one.last < latest || one.invoke.Time > until:
		case one.to != so:
			return Event{}, false
		case one.last < from:
			found = one.invoke
		}
	}
	return found, found.Line != 0
}
