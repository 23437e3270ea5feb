package main

func (w *wakeups) judge(end phases, messages *messages) {
	loud := map[string][]*message{}
	texts := map[*message]string{}
	for text, id := range messages.ids {
		sent := &messages.all[id]
		if to := messages.texts[sent.to]; len(w.of[to]) > 0 && !sent.quiet && !sent.onlineOnly {
			loud[to] = append(loud[to], sent)
			texts[sent] = text
		}
	}
	for _, one := range w.names {
		for i, push := range one.pushes {
			if w.faults.heldBack(push.time) {
				w.result.Counts["push: may be late"]++
				continue
			}
			w.result.Counts["push: judged"]++
			w.judgeEnded(one, push)
			w.judgeReason(one, push, loud[one.address], messages)
			if i > 0 {
				w.judgeLeast(one, one.pushes[i-1], push)
			}
		}
	}
	for _, all := range loud {
		for _, sent := range all {
			w.judgeWoken(texts[sent], sent, end, messages)
		}
	}
}

// No push goes to an endpoint that its device has replaced or removed.
func (w *wakeups) judgeEnded(one *endpoint, push arrivedPush) {
	if one.once && one.ended != never && push.time > one.ended+surelyPushed {
		w.result.violated(push.time, []int64{one.line, one.endLine, push.line},
			"a push came to %s, which had ended %.1f s before", one.name, seconds(push.time-one.ended))
	}
}

// A push has a reason: a message that its sender does not call quiet, and that its recipient has not.
func (w *wakeups) judgeReason(one *endpoint, push arrivedPush, loud []*message, messages *messages) {
	for _, sent := range loud {
		if sent.invoked < push.time && messages.goneAt(sent) > push.time-surelyPushed {
			return
		}
	}
	w.result.violated(push.time, []int64{one.line, push.line}, "a push came to %s, and nothing waited that wakes", one.name)
}

// goneAt returns when the server surely had no copy of a message any more.
func (m *messages) goneAt(sent *message) int64 {
	if sent.surelyRefused && sent.first == never {
		return sent.ended
	}
	gone := never
	for _, at := range m.connected[sent.to] {
		if sent.ended < at.begun {
			gone = min(gone, at.drained)
		}
	}
	if gone != never && !sent.onOneSocket {
		gone += surelyGone
	}
	return gone
}

// Between two pushes to a device passes the time that it is spared. A claim that was made before the clock changed may look like one
// of a dead node.
func (w *wakeups) judgeLeast(one *endpoint, before, push arrivedPush) {
	if push.time-before.time < w.least && !w.faults.wrongClock(before.time-surelyPushed, push.time) && !w.faults.heldBack(before.time) {
		w.result.violated(push.time, []int64{one.line, before.line, push.line},
			"two pushes came to %s within %.2f s", one.name, seconds(push.time-before.time))
	}
}

// After all faults, a device that is not connected is woken for what waits.
func (w *wakeups) judgeWoken(text string, sent *message, end phases, messages *messages) {
	address := messages.texts[sent.to]
	if sent.outcome != outcomeAcked {
		return
	}
	one := w.inEffect(address, sent.invoked)
	if one == nil {
		return
	}
	since := max(sent.ended, end.healed)
	if one.invoked < end.healed {
		since = max(since, end.healed+longestClaim)
	}
	until := since + w.due + w.least + soon
	if one.endInvoked < until || messages.mayReceive(sent.to, sent.invoked, until) {
		return
	}
	if w.lateUntil[address] > one.invoked {
		w.result.Counts["not judged for a push: a request may be carried out late"]++
		return
	}
	if w.faults.wrongClock(one.since, until) {
		w.result.Counts["not judged for a push: the clock of Postgres was wrong"]++
		return
	}
	w.result.Counts["judged for a push"]++
	for _, push := range one.pushes {
		if push.time > sent.invoked && push.time <= until {
			return
		}
	}
	w.result.violated(until, []int64{one.line, sent.invokeLine, sent.endLine},
		"message %s waited for %s, and no push came to %s within %.1f s", text, address, one.name, seconds(until-sent.ended))
}

// inEffect returns the endpoint that a device had surely set by then.
func (w *wakeups) inEffect(address string, time int64) *endpoint {
	all := w.of[address]
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].set < time {
			return all[i]
		}
	}
	return nil
}

func seconds(nanos int64) float64 { return float64(nanos) / float64(second) }
