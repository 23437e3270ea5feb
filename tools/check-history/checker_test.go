package main

import (
	"fmt"
	"strings"
	"testing"
)

const calmAndEnd = `
{"time":60000000000,"process":"chaos","type":"info","f":"calm"}
{"time":90000000000,"process":"chaos","type":"info","f":"end"}`

func at(seconds float64) int64 { return int64(seconds * float64(second)) }

func sent(op int, from string, socket int, message, to string, invoked, ended float64, how string) []string {
	return []string{
		fmt.Sprintf(`{"time":%d,"process":"%s","type":"invoke","f":"send","op":%d,"socket":%d,"message":"%s","address":"%s"}`, at(invoked), from, op, socket, message, to),
		fmt.Sprintf(`{"time":%d,"process":"%s","type":"%s","f":"send","op":%d,"socket":%d,"error":"mailbox_full"}`, at(ended), from, how, op, socket),
	}
}

func delivered(to, message string, socket int, when float64) string {
	return fmt.Sprintf(`{"time":%d,"process":"%s","type":"info","f":"deliver","address":"%s","message":"%s","socket":%d}`, at(when), to, to, message, socket)
}

func changed(op int, f, rest string, invoked, ended float64, how, answer string) []string {
	return []string{
		fmt.Sprintf(`{"time":%d,"process":"p%d","type":"invoke","f":"%s","op":%d,%s}`, at(invoked), op, f, op, rest),
		fmt.Sprintf(`{"time":%d,"process":"p%d","type":"%s","f":"%s","op":%d%s}`, at(ended), op, how, f, op, answer),
	}
}

func history(parts ...any) string {
	lines := []string{}
	for _, part := range parts {
		switch part := part.(type) {
		case string:
			lines = append(lines, part)
		case []string:
			lines = append(lines, part...)
		}
	}
	return strings.Join(lines, "\n") + calmAndEnd
}

const (
	oneKey  = `"address":"u1/1","registration":7,"keys":["k1"]`
	fetched = `,"bundles":[{"address":"u1/1","registration":7,"key":"k1"}]`
)

func TestHolds(t *testing.T) {
	for name, text := range map[string]string{
		"acked and delivered": history(sent(1, "s1", 1, "m1", "u1/1", 1, 2, "ok"), delivered("u1/1", "m1", 1, 1.5)),
		"delivered twice":     history(sent(1, "s1", 1, "m1", "u1/1", 1, 2, "ok"), delivered("u1/1", "m1", 1, 3), delivered("u1/1", "m1", 2, 4)),
		"refused":             history(sent(1, "s1", 1, "m1", "u1/1", 1, 2, "fail")),
		"unanswered":          history(sent(1, "s1", 1, "m1", "u1/1", 1, 2, "unknown")),
		"out of order where a socket was lost in between": history(
			sent(1, "s1", 1, "m1", "u1/1", 1, 2, "ok"), sent(2, "s1", 2, "m2", "u1/1", 3, 4, "ok"),
			delivered("u1/1", "m2", 1, 5), delivered("u1/1", "m1", 1, 6)),
		"again from the front on another socket": history(
			sent(1, "s1", 1, "m1", "u1/1", 1, 2, "ok"), sent(2, "s1", 1, "m2", "u1/1", 1, 2, "ok"),
			delivered("u1/1", "m1", 1, 3), delivered("u1/1", "m2", 1, 4), delivered("u1/1", "m1", 2, 5), delivered("u1/1", "m2", 2, 6)),
		"lost with an unregistration": history(
			sent(1, "s1", 1, "m1", "u1/1", 1, 2, "ok"), changed(2, "unregister", `"address":"u1/1"`, 1.5, 3, "ok", "")),
		"registered and fetched": history(
			changed(1, "register", oneKey, 1, 2, "ok", ""), changed(2, "fetch", `"user":"u1"`, 3, 4, "ok", fetched)),
		"fetched without a device": history(
			changed(1, "register", oneKey, 1, 2, "ok", ""), changed(2, "register", `"address":"u1/2","registration":1`, 1, 2, "ok", ""),
			changed(3, "fetch", `"user":"u1"`, 3, 4, "ok", fetched)),
		"fetched while it was registered": history(
			changed(1, "register", oneKey, 1, 5, "ok", ""), changed(2, "fetch", `"user":"u1"`, 2, 3, "fail", `,"error":"unknown_user"`)),
		"registered with an unknown outcome, and so": history(
			changed(1, "register", oneKey, 1, 2, "unknown", ""),
			changed(2, "fetch", `"user":"u1"`, 3, 4, "fail", `,"error":"unknown_user"`), changed(3, "fetch", `"user":"u1"`, 5, 6, "ok", fetched)),
	} {
		if result, err := Check(strings.NewReader(text)); err != nil || len(result.Violations) > 0 || len(result.NotJudged) > 0 {
			t.Errorf("%s: %v %v", name, result, err)
		}
	}
}

func TestIsViolated(t *testing.T) {
	for name, text := range map[string]string{
		"acked, and never came":   history(sent(1, "s1", 1, "m1", "u1/1", 1, 2, "ok")),
		"nobody sent it":          history(delivered("u1/1", "m1", 1, 1)),
		"was for u1/1":            history(sent(1, "s1", 1, "m1", "u1/1", 1, 2, "ok"), delivered("u2/1", "m1", 1, 1.5), delivered("u1/1", "m1", 1, 1.5)),
		"after one that was sent": history(sent(1, "s1", 1, "m1", "u1/1", 1, 2, "ok"), sent(2, "s1", 1, "m2", "u1/1", 1, 2, "ok"), delivered("u1/1", "m2", 1, 5), delivered("u1/1", "m1", 1, 6)),
		"10.0 s after all faults": history(sent(1, "s1", 1, "m1", "u1/1", 1, 2, "ok"), delivered("u1/1", "m1", 1, 70)),
		"handed out twice": history(
			changed(1, "register", oneKey, 1, 2, "ok", ""), changed(2, "fetch", `"user":"u1"`, 3, 4, "ok", fetched), changed(3, "fetch", `"user":"u1"`, 3, 4, "ok", fetched)),
		"was not registered there": history(
			changed(1, "register", `"address":"u1/1","registration":7,"keys":[]`, 1, 2, "ok", ""), changed(2, "fetch", `"user":"u1"`, 3, 4, "ok", fetched)),
		"has no order": history(
			changed(1, "register", oneKey, 1, 2, "ok", ""), changed(2, "fetch", `"user":"u1"`, 3, 4, "fail", `,"error":"unknown_user"`)),
		"fetched of u1 has no order": history(
			changed(1, "register", oneKey, 1, 2, "ok", ""), changed(2, "unregister", `"address":"u1/1"`, 3, 4, "ok", ""), changed(3, "fetch", `"user":"u1"`, 5, 6, "ok", fetched)),
		"of u1 has no order": history(
			changed(1, "register", oneKey, 1, 2, "ok", ""), changed(2, "fetch", `"user":"u1"`, 3, 4, "ok", `,"bundles":[]`)),
		"lost after the unregistration": history(
			changed(1, "unregister", `"address":"u1/1"`, 1, 2, "ok", ""), sent(2, "s1", 1, "m1", "u1/1", 3, 4, "ok")),
	} {
		result, err := Check(strings.NewReader(text))
		if err != nil || len(result.Violations) != 1 {
			t.Errorf("%s: %v %v", name, result, err)
		} else if what := result.First().What; !strings.Contains(what, name) && !strings.HasPrefix(name, "lost") {
			t.Errorf("%s: %s", name, what)
		}
	}
}

func TestIsNotJudged(t *testing.T) {
	for name, text := range map[string]string{
		"cut short":          `{"time":1,"process":"chaos","type":"info","f":"calm"}`,
		"no event":           "{",
		"unknown type":       history(`{"time":1,"process":"p","type":"fine","f":"send"}`),
		"unknown function":   history(`{"time":1,"process":"p","type":"info","f":"sing"}`),
		"is not invoked so":  history(`{"time":1,"process":"p","type":"ok","f":"send","op":4}`),
		"is invoked twice":   history(sent(1, "s1", 1, "m1", "u1/1", 1, 2, "ok")[0], sent(1, "s1", 1, "m2", "u1/1", 1, 2, "ok")[0]),
		"is sent once again": history(sent(1, "s1", 1, "m1", "u1/1", 1, 2, "ok"), sent(2, "s1", 1, "m1", "u1/1", 1, 2, "ok")),
	} {
		if _, err := Check(strings.NewReader(text)); err == nil {
			t.Errorf("%s is judged", name)
		}
	}
	parts := []any{}
	for op := 1; op <= mostUncertain+1; op++ {
		parts = append(parts, changed(op, "register", fmt.Sprintf(`"address":"u1/1","registration":%d`, op), 1, 2, "unknown", ""))
	}
	result, err := Check(strings.NewReader(history(parts...)))
	if err != nil || len(result.NotJudged) != 1 {
		t.Errorf("too many at the same time: %v %v", result, err)
	}
}
