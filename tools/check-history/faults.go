package main

// faultWindow is when something was broken.
type faultWindow struct {
	kind        string
	from, until int64
}

// faults are those of a run, in order; they do not overlap.
type faults struct{ all []faultWindow }

func (f *faults) begin(event Event) {
	f.all = append(f.all, faultWindow{event.Kind, event.Time, never})
}

func (f *faults) repaired(event Event) {
	if len(f.all) > 0 {
		last := &f.all[len(f.all)-1]
		last.until = min(last.until, event.Time)
	}
}

// wrongClock tells whether the clock by which pushes are due may have changed between two times.
func (f *faults) wrongClock(from, until int64) bool {
	for _, one := range f.all {
		if (one.kind == "jump-postgres-clock" || one.kind == "jump-all-clocks") && one.from <= until && one.until >= from {
			return true
		}
	}
	return false
}

// heldBack tells whether the network may have held back what arrived at this time: TCP sends it again for as long as a cut lasted.
func (f *faults) heldBack(time int64) bool {
	for _, one := range f.all {
		if (one.kind == "cut-clients" || one.kind == "impair-link") && one.from <= time &&
			(one.until == never || time <= one.until+(one.until-one.from)+second) {
			return true
		}
	}
	return false
}
