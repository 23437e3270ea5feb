package main

import "slices"

// handedOut is a key that was handed out before.
type handedOut struct {
	bundle      Bundle
	before, now Event
}

// A key is handed out once, unless the server has forgotten it with its device and then got it once more.
func (r *registrations) judgeAgain() {
	for _, one := range r.again {
		if r.mayReturn(one.bundle) {
			r.result.Counts["keys handed out again after an unregistration"]++
			continue
		}
		r.result.violated(one.now.Time, []int64{one.before.Line, one.now.Line}, "key %s is handed out twice", one.bundle.Key)
	}
}

// mayReturn tells whether a request to unregister may have been carried out between two to register the key, or two attempts at one.
func (r *registrations) mayReturn(bundle Bundle) bool {
	changes := r.changes[bundle.Address]
	for _, one := range changes {
		if !slices.Contains(one.invoke.Keys, bundle.Key) {
			continue
		}
		for _, gone := range changes {
			if gone.invoke.Function == "unregister" && gone.invoke.Time < one.last && gone.last > one.invoke.Time {
				return true
			}
		}
	}
	return false
}
