package main

import (
	"fmt"
	"strings"
	"testing"
)

// times are those of the nodes: a push is due within 1.5 s, and 3 s after another at the earliest.
const times = `{"time":1,"process":"chaos","type":"info","f":"settings","dueMillis":1500,"minMillis":3000}`

// woken sets an endpoint of u1/1; an empty one removes what is set.
func woken(op int, endpoint string, invoked, ended float64) []string {
	return changed(op, "wakeup", `"address":"u1/1","socket":1,"endpoint":"`+endpoint+`"`, invoked, ended, "ok", `,"socket":1`)
}

func pushed(endpoint string, when float64) string {
	return fmt.Sprintf(`{"time":%d,"process":"push-service","type":"info","f":"push","endpoint":"%s"}`, at(when), endpoint)
}

func fault(kind string, from, until float64) []string {
	return []string{
		fmt.Sprintf(`{"time":%d,"process":"chaos","type":"info","f":"fault","kind":"%s"}`, at(from), kind),
		fmt.Sprintf(`{"time":%d,"process":"chaos","type":"info","f":"repaired"}`, at(until)),
	}
}

// to1 is a message to u1/1, whose sender wishes something.
func to1(op int, what string, invoked, ended float64) []string {
	lines := sent(op, "s1", 1, fmt.Sprint("m", op), "u1/1", invoked, ended, "ok")
	if what != "" {
		lines[0] = strings.Replace(lines[0], "}", ","+what+"}", 1)
	}
	return lines
}

// came is that u1/1 logs in after all, and receives messages.
func came(ops ...int) []string {
	lines := []string{dialed("u1/1", 66), open("u1/1", 9, 67)}
	for _, op := range ops {
		lines = append(lines, delivered("u1/1", fmt.Sprint("m", op), 9, 68)...)
	}
	return append(lines, drained("u1/1", 9, 69))
}

// loggedIn is that u1/1 receives what waits, and goes offline again.
var loggedIn = []string{dialed("u1/1", 36), open("u1/1", 2, 37), got("deliver", "u1/1", "u1/1", "m2", 2, 37.5),
	got("ack", "u1/1", "u1/1", "m2", 2, 37.5), drained("u1/1", 2, 38), closed("u1/1", 2, 39)}

// again is that u1/1 registers as before.
var again = changed(7, "register", oneKey, 39, 39.5, "ok", "")

// registered is like sleeping, and u1/1 was registered before.
func registered(others ...any) string {
	return sleeping(append([]any{changed(8, "register", oneKey, 0.6, 0.7, "ok", "")}, others...)...)
}

// sleeping is u1/1, which has an endpoint and goes offline; all faults are over at 30 s.
func sleeping(others ...any) string {
	before := []any{times, healed(30), dialed("u1/1", 0.5), open("u1/1", 1, 1), woken(1, "e1", 31, 32), closed("u1/1", 1, 33)}
	return history(append(before, others...)...)
}

func TestWakeupsHold(t *testing.T) {
	for name, text := range map[string]string{
		"woken":                               sleeping(to1(2, "", 40, 41), pushed("e1", 43), came(2)),
		"woken at once":                       sleeping(to1(2, "", 40, 41), pushed("e1", 40.5), came(2)),
		"not woken for a quiet message":       sleeping(to1(2, `"quiet":true`, 40, 41), came(2)),
		"not woken for an onlineOnly message": sleeping(to1(2, `"onlineOnly":true`, 40, 41), came()),
		"not woken while online":              sleeping(dialed("u1/1", 42), open("u1/1", 2, 43), to1(2, "", 40, 41), delivered("u1/1", "m2", 2, 44), drained("u1/1", 2, 45)),
		"not woken once removed":              sleeping(woken(3, "", 42, 43), to1(2, "", 40, 41), came(2)),
		"not woken while removed":             sleeping(woken(3, "", 34, 35), to1(2, "", 40, 41), came(2)),
		"not woken after another registration": sleeping(
			changed(3, "register", oneKey, 34, 35, "ok", ""), to1(2, "", 40, 41), came(2)),
		"woken late, since a dead node had claimed it": history(times, dialed("u1/1", 0.1), open("u1/1", 1, 0.2), woken(1, "e1", 0.3, 0.4), healed(3), closed("u1/1", 1, 5),
			to1(2, "", 8, 9), came(2)),
		"not woken, since the clock was wrong": history(times, dialed("u1/1", 0.1), open("u1/1", 1, 0.2), woken(1, "e1", 0.3, 0.4), fault("jump-all-clocks", 1, 2), healed(3),
			woken(3, "e2", 4, 4.5), closed("u1/1", 1, 5), to1(2, "", 8, 9), came(2)),
		"not woken, since a removal may be late": sleeping(
			strings.Replace(strings.Join(woken(3, "", 30.1, 30.5), "\n"), `"socket":1`, `"socket":2`, 1), to1(2, "", 40, 41), came(2)),
		"pushed to twice in time":      sleeping(to1(2, "", 40, 41), pushed("e1", 42), to1(3, "", 43, 44), pushed("e1", 45.1), came(2, 3)),
		"pushed to twice, clock wrong": sleeping(to1(2, "", 40, 41), pushed("e1", 42), fault("jump-postgres-clock", 42.5, 43), pushed("e1", 43.5), came(2)),
		"pushed to twice, held back":   sleeping(to1(2, "", 40, 41), fault("cut-clients", 38, 42), pushed("e1", 43.5), pushed("e1", 44), came(2)),
		"pushed to just after":         sleeping(to1(2, "", 40, 41), pushed("e1", 42), woken(3, "", 50, 51), pushed("e1", 65), came(2)),
		"pushed to after a removal that may be undone": sleeping(
			to1(2, "", 33.5, 34), strings.Replace(strings.Join(woken(3, "e2", 35, 36), "\n"), `"socket":1`, `"socket":2`, 1),
			woken(4, "", 37, 38), pushed("e2", 60), came(2)),
		"pushed to though it was acked just before": sleeping(
			to1(2, "", 34, 35), dialed("u1/1", 36), open("u1/1", 2, 37), delivered("u1/1", "m2", 2, 37.5), drained("u1/1", 2, 38), closed("u1/1", 2, 39), pushed("e1", 50)),
		"pushed to for one of unknown outcome":         sleeping(sent(2, "s1", 1, "m2", "u1/1", 34, 35, "unknown"), pushed("e1", 60), came(2)),
		"pushed to twice, claimed by a wrong clock":    sleeping(to1(2, "", 34, 35), fault("jump-all-clocks", 20, 28), pushed("e1", 42), pushed("e1", 44.5), came(2)),
		"pushed to twice, and the first was held back": sleeping(to1(2, "", 38, 39), fault("cut-clients", 38, 39), pushed("e1", 40.9), pushed("e1", 43), came(2)),
		"pushed to late, and it was held back": sleeping(
			to1(2, "", 34, 35), woken(3, "", 40, 41), fault("impair-link", 50, 58), pushed("e1", 60), came(2)),
		"pushed to for one that may have been stored again": sleeping(
			strings.Replace(strings.Join(to1(2, "", 34, 35), "\n"), `"socket":1`, `"socket":2`, 1), loggedIn, pushed("e1", 53.5)),
		"pushed to for one that was acked after the login": sleeping(to1(2, "", 34, 37.2), loggedIn, pushed("e1", 53.5)),
		"pushed to for one that may be sent again":         sleeping(sent(2, "s1", 1, "m2", "u1/1", 34, 35, "unknown"), loggedIn, pushed("e1", 53.5)),
		"pushed to after the same registration":            registered(to1(2, "", 34, 35), pushed("e1", 36), again, pushed("e1", 60), came(2)),
	} {
		if result, err := Check(strings.NewReader(inOrder(text))); err != nil || len(result.Violations) > 0 || len(result.NotJudged) > 0 {
			t.Errorf("%s: %v %v", name, result, err)
		}
	}
}

func TestWakeupsAreViolated(t *testing.T) {
	for what, text := range map[string]string{
		"message m2 waited for u1/1, and no push came to e1 within 9.5 s": sleeping(to1(2, "", 40, 41), came(2)),
		"message m2 waited for u1/1, and no push came to e1":              sleeping(to1(2, "", 40, 41), pushed("e1", 51), came(2)),
		"message m3 waited for u1/1":                                      sleeping(to1(2, "", 40, 41), pushed("e1", 42), to1(3, "", 44, 45), came(2, 3)),
		"message m2 waited for u1/1, and no push came to e1 within 60.5 s": history(times, dialed("u1/1", 0.1), open("u1/1", 1, 0.2), woken(1, "e1", 0.3, 0.4), healed(0.5),
			closed("u1/1", 1, 5), to1(2, "", 8, 9.5), dialed("u1/1", 81), open("u1/1", 9, 82), delivered("u1/1", "m2", 9, 83), drained("u1/1", 9, 84)),
		"two pushes came to e1 within 2.90 s":    sleeping(to1(2, "", 40, 41), pushed("e1", 42), to1(3, "", 43, 44), pushed("e1", 44.9), came(2, 3)),
		"a push came to e9, which no device had": sleeping(to1(2, "", 40, 41), pushed("e1", 42), pushed("e9", 43), came(2)),
		"a push came to e1, which had ended 15.5 s before": sleeping(
			to1(2, "", 34, 35), pushed("e1", 36), woken(3, "", 40, 41), pushed("e1", 56.5), came(2)),
		"a push came to e1, which had ended 16.0 s": sleeping(
			to1(2, "", 34, 35), pushed("e1", 36), changed(3, "register", `"address":"u1/1","socket":1,"registration":8`, 40, 41, "ok", `,"socket":1`), pushed("e1", 57), came(2)),
		"a push came to e1, and nothing waited that wakes": sleeping(pushed("e1", 36), to1(2, "", 40, 41), pushed("e1", 43), came(2)),
		"a push came to e1, and nothing waited":            sleeping(to1(2, `"quiet":true`, 40, 41), pushed("e1", 43), came(2)),
		"a push came to e1, and nothing waited that":       sleeping(to1(2, `"onlineOnly":true`, 40, 41), pushed("e1", 43), came()),
		"a push came to e1, and nothing waited  ": sleeping(
			to1(2, "", 34, 35), pushed("e1", 35.5), dialed("u1/1", 36), open("u1/1", 2, 37), delivered("u1/1", "m2", 2, 37.5), drained("u1/1", 2, 38), closed("u1/1", 2, 39), pushed("e1", 53.5)),
		"message m2 waited for u1/1, and no push came to e2 within 9.5 s": history(
			times, dialed("u1/1", 0.1), open("u1/1", 1, 0.2), woken(1, "e1", 0.3, 0.4), fault("jump-all-clocks", 1, 2), healed(3), woken(3, "", 3.2, 3.5),
			woken(4, "e2", 4, 4.5), closed("u1/1", 1, 5), to1(2, "", 8, 9), came(2)),
		"message m2 waited for u1/1, and no push came to e1 ": sleeping(
			changed(3, "wakeup", `"address":"u1/1","socket":1`, 30.1, 30.5, "fail", `,"socket":1,"error":"unknown_device"`), to1(2, "", 40, 41), came(2)),
		"message m2 waited for u1/1, and no push": registered(again, to1(2, "", 40, 41), came(2)),
		"two pushes came to e1 within 2.50 s": sleeping(
			to1(2, "", 40, 41), fault("jump-all-clocks", 20, 26.5), fault("jump-all-clocks", 50, 51), fault("cut-clients", 52, 53), pushed("e1", 42), pushed("e1", 44.5), came(2)),
		"a push came to e1, which had ended 15.6 s before": sleeping(
			to1(2, "", 34, 35), pushed("e1", 36), woken(3, "", 40, 41), woken(4, "", 50, 51), pushed("e1", 56.6), came(2)),
		"a push came to e1, and nothing waited that wakes ": sleeping(sent(2, "s1", 1, "m2", "u1/1", 34, 35, "fail"), pushed("e1", 50.5)),
	} {
		result, err := Check(strings.NewReader(inOrder(text)))
		if err != nil || len(result.Violations) != 1 {
			t.Errorf("%s: %v %v", what, result, err)
		} else if found := result.First().What; !strings.HasPrefix(found, strings.TrimSpace(what)) {
			t.Errorf("%s: %s", what, found)
		}
	}
}
