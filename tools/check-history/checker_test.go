package main

import (
	"encoding/json"
	"fmt"
	"sort"
	"strings"
	"testing"
)

const calmAndEnd = `
{"time":60000000000,"process":"chaos","type":"info","f":"calm"}
{"time":65000000000,"process":"chaos","type":"info","f":"settled"}
{"time":90000000000,"process":"chaos","type":"info","f":"end"}`

func at(seconds float64) int64 { return int64(seconds * float64(second)) }

func sent(op int, from string, socket int, message, to string, invoked, ended float64, how string) []string {
	return []string{
		fmt.Sprintf(`{"time":%d,"process":"%s","type":"invoke","f":"send","op":%d,"socket":%d,"message":"%s","address":"%s"}`, at(invoked), from, op, socket, message, to),
		fmt.Sprintf(`{"time":%d,"process":"%s","type":"%s","f":"send","op":%d,"socket":%d,"error":"mailbox_full"}`, at(ended), from, how, op, socket),
	}
}

// refusedAs is the message m2 to u1/1.
func refusedAs(name string, invoked, ended float64) []string {
	lines := sent(2, "s1", 1, "m2", "u1/1", invoked, ended, "fail")
	lines[1] = strings.Replace(lines[1], "mailbox_full", name, 1)
	return lines
}

// refusedTwice is the message m1 to u1/1, which was sent again after the first refusal.
func refusedTwice(first string) []string {
	lines := sent(1, "s1", 1, "m1", "u1/1", 1, 2, "fail")
	refusal := strings.Replace(got("refuse", "s1", "u1/1", "m1", 1, 1.5), "}", `,"error":"`+first+`"}`, 1)
	return []string{lines[0], refusal, lines[1]}
}

func delivered(to, message string, socket int, when float64) []string {
	return []string{got("deliver", to, to, message, socket, when), got("ack", to, to, message, socket, when)}
}

func got(f, process, address, message string, socket int, when float64) string {
	return fmt.Sprintf(`{"time":%d,"process":"%s","type":"info","f":"%s","address":"%s","message":"%s","socket":%d}`, at(when), process, f, address, message, socket)
}

func open(process string, socket int, when float64) string {
	return fmt.Sprintf(`{"time":%d,"process":"%s","type":"info","f":"connect","address":"u1/1","socket":%d}`, at(when), process, socket)
}

func closed(process string, socket int, when float64) string {
	return strings.Replace(open(process, socket, when), "connect", "disconnect", 1)
}

// wishing is the message m1 to u1/1, whose sender wishes something.
func wishing(what string, invoked, ended float64, how string) []string {
	lines := sent(1, "s1", 1, "m1", "u1/1", invoked, ended, how)
	lines[0] = strings.Replace(lines[0], "}", ","+what+"}", 1)
	return lines
}

func onlineOnly(invoked, ended float64, how string) []string {
	return wishing(`"onlineOnly":true`, invoked, ended, how)
}

// named is the message m1 to this registration of u1/1, which was refused.
func named(registration int, invoked, ended float64, refusal string) []string {
	lines := wishing(fmt.Sprintf(`"registration":%d`, registration), invoked, ended, "fail")
	lines[1] = strings.Replace(lines[1], "mailbox_full", refusal, 1)
	return lines
}

// former are messages to u1/1, which name registration 6 and are acked, and then delivered.
func former(count int, invoked float64) []string {
	lines := []string{}
	for i := 0; i < count; i++ {
		message := fmt.Sprint("former", i)
		call := sent(20+i, "s1", 1, message, "u1/1", invoked, invoked+1, "ok")
		call[0] = strings.Replace(call[0], "}", `,"registration":6}`, 1)
		lines = append(append(lines, call...), delivered("u1/1", message, 2, invoked+2)...)
	}
	return lines
}

// admits is what u1/1 does about strangers.
func admits(op int, strangers string, invoked, ended float64) []string {
	return changed(op, "register", `"address":"u1/1","registration":7,"keys":[],"strangers":"`+strangers+`"`, invoked, ended, "ok", "")
}

func healed(when float64) string {
	return fmt.Sprintf(`{"time":%d,"process":"chaos","type":"info","f":"healed"}`, at(when))
}

func drained(process string, socket int, when float64) string {
	return strings.Replace(open(process, socket, when), "connect", "drained", 1)
}

func dialed(process string, when float64) string {
	return strings.Replace(open(process, 0, when), "connect", "dial", 1)
}

// waiting is the message m1 to u1/1, which was acked before the login.
func waiting(others ...any) string {
	return history(append([]any{sent(1, "s1", 1, "m1", "u1/1", 1, 2, "ok"), dialed("u1/1", 3), open("u1/1", 1, 4)}, others...)...)
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

// lastMessages all come to one socket, and some also to another one.
func lastMessages(count, both int) string {
	parts := []any{open("u1/1", 1, 1), open("u1/1b", 1, 1)}
	for i := 1; i <= count; i++ {
		name := fmt.Sprint("m", i)
		parts = append(parts, sent(i, "s1", 1, name, "u1/1", 70, 71, "ok"), delivered("u1/1", name, 1, 71.5))
		if i <= both {
			parts = append(parts, got("deliver", "u1/1b", "u1/1", name, 1, 72))
		}
	}
	return history(parts...)
}

// lastMessage is sent when nothing is left of the faults, and comes to the socket of u1/1.
func lastMessage(others ...any) string {
	parts := append([]any{open("u1/1", 1, 1), open("u1/1b", 1, 1)}, others...)
	return history(append(parts, sent(1, "s1", 1, "m1", "u1/1", 70, 71, "ok"), delivered("u1/1", "m1", 1, 70.5))...)
}

const (
	oneKey  = `"address":"u1/1","registration":7,"keys":["k1"]`
	sure    = `,"complete":true`
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
		"crashed, and delivered again": history(
			sent(1, "s1", 1, "m1", "u1/1", 1, 2, "ok"), got("deliver", "u1/1", "u1/1", "m1", 1, 3), delivered("u1/1", "m1", 2, 4)),
		"crashed at the end":                        history(sent(1, "s1", 1, "m1", "u1/1", 1, 2, "ok"), got("deliver", "u1/1", "u1/1", "m1", 1, 3), got("deliver", "u1/1", "u1/1", "m1", 2, 86)),
		"delivered to both sockets":                 strings.Replace(lastMessage(), calmAndEnd, "", 1) + "\n" + got("deliver", "u1/1b", "u1/1", "m1", 1, 72) + calmAndEnd,
		"delivered where one socket is closed":      lastMessage(closed("u1/1b", 1, 2)),
		"delivered where one socket is closed soon": lastMessage(closed("u1/1b", 1, 73)),
		"delivered where one socket came afterwards": history(
			open("u1/1", 1, 1), open("u1/1b", 1, 70.5), sent(1, "s1", 1, "m1", "u1/1", 70, 71, "ok"), delivered("u1/1", "m1", 1, 70.5)),
		"delivered to one socket before all was settled": history(
			open("u1/1", 1, 1), open("u1/1b", 1, 1), sent(1, "s1", 1, "m1", "u1/1", 63, 64, "ok"), delivered("u1/1", "m1", 1, 64)),
		"delivered before the unregistration": history(
			sent(1, "s1", 1, "m1", "u1/1", 1, 2, "ok"), changed(2, "unregister", `"address":"u1/1"`, 3, 5, "ok", ""), delivered("u1/1", "m1", 1, 4)),
		"handled when the unregistration is over": history(
			sent(1, "s1", 1, "m1", "u1/1", 1, 2, "ok"), changed(2, "unregister", `"address":"u1/1"`, 3, 5, "ok", ""), delivered("u1/1", "m1", 1, 6)),
		"acked where an earlier registration may come late": history(
			changed(1, "register", strings.Replace(oneKey, "1\"", "1\",\"socket\":1", 1), 1, 2, "ok", `,"socket":2`),
			changed(2, "unregister", `"address":"u1/1"`, 3, 4, "ok", ""), sent(3, "s1", 1, "m1", "u1/1", 5, 6, "ok"),
			changed(4, "register", oneKey, 7, 8, "ok", ""), changed(5, "unregister", `"address":"u1/1"`, 9, 10, "ok", "")),
		"acked while it was registered again": history(
			changed(1, "unregister", `"address":"u1/1"`, 1, 2, "ok", ""), sent(2, "s1", 1, "m1", "u1/1", 3, 6, "ok"),
			changed(3, "register", oneKey, 5, 7, "ok", ""), delivered("u1/1", "m1", 1, 6)),
		"acked during the unregistration": history(
			sent(1, "s1", 1, "m1", "u1/1", 1, 4, "ok"), changed(2, "unregister", `"address":"u1/1"`, 3, 5, "ok", ""), delivered("u1/1", "m1", 1, 6)),
		"unregistered late by a socket that is lost": history(
			changed(1, "unregister", `"address":"u1/1","socket":1`, 1, 2, "ok", `,"socket":2`), changed(2, "register", oneKey, 3, 4, "ok", ""),
			sent(3, "s1", 1, "m1", "u1/1", 5, 6, "ok"), changed(4, "fetch", `"user":"u1"`, 7, 8, "fail", `,"error":"unknown_user"`)),
		"drained after its Ack":         waiting(delivered("u1/1", "m1", 1, 5), drained("u1/1", 1, 6)),
		"drained after a sibling's Ack": waiting(got("ack", "u1/1b", "u1/1", "m1", 1, 2.5), got("deliver", "u1/1b", "u1/1", "m1", 1, 2.5), drained("u1/1", 1, 5), open("u1/1b", 1, 2)),
		"drained before what came while it logged in": waiting(
			sent(2, "s1", 1, "m2", "u1/1", 2, 3.5, "ok"), delivered("u1/1", "m1", 1, 5), drained("u1/1", 1, 6), delivered("u1/1", "m2", 1, 7)),
		"drained before what waited, which went with an unregistration": waiting(
			drained("u1/1", 1, 5), changed(2, "unregister", `"address":"u1/1"`, 6, 7, "ok", "")),
		"drained soon after a late Ack":               waiting(delivered("u1/1", "m1", 1, 64), drained("u1/1", 1, 68)),
		"not drained, and closed":                     waiting(delivered("u1/1", "m1", 1, 5), closed("u1/1", 1, 64)),
		"not drained, and never asked for":            history(open("u1/1", 1, 1)),
		"onlineOnly, and never came":                  history(onlineOnly(1, 2, "ok")),
		"onlineOnly, acked, and registered by nobody": history(changed(2, "unregister", `"address":"u1/1"`, 0.5, 0.9, "ok", ""), onlineOnly(1, 2, "ok")),
		"onlineOnly, and limited":                     history(strings.Replace(strings.Join(onlineOnly(1, 2, "fail"), "\n"), "mailbox_full", "too_many_requests", 1)),
		"onlineOnly, to a socket that was opened soon": history(healed(50), onlineOnly(51, 52, "ok"), dialed("u1/1", 56), open("u1/1", 1, 57), got("deliver", "u1/1", "u1/1", "m1", 1, 57),
			drained("u1/1", 1, 58)),
		"onlineOnly, held back by a fault": history(onlineOnly(1, 2, "ok"), healed(50), dialed("u1/1", 10), open("u1/1", 1, 11),
			got("deliver", "u1/1", "u1/1", "m1", 1, 12), drained("u1/1", 1, 13)),
		"onlineOnly, out of order": history(onlineOnly(1, 2, "ok"), sent(2, "s1", 1, "m2", "u1/1", 1, 2, "ok"), delivered("u1/1", "m2", 1, 5), got("deliver", "u1/1", "u1/1", "m1", 1, 6)),
		"with ttlHours":            history(wishing(`"ttlHours":24`, 1, 2, "ok"), delivered("u1/1", "m1", 1, 1.5)),
		"stale where another registration is current": history(
			changed(1, "register", `"address":"u1/1","registration":7`, 1, 2, "ok", ""), changed(2, "register", `"address":"u1/1","registration":8`, 3, 4, "ok", ""), named(7, 5, 6, "stale_device")),
		"stale where another registration may be current": history(
			changed(1, "register", `"address":"u1/1","registration":7`, 1, 2, "ok", ""), changed(2, "register", `"address":"u1/1","registration":8`, 5.5, 7, "ok", ""), named(7, 5, 6, "stale_device")),
		"stale where another registration may come late": history(
			changed(1, "register", `"address":"u1/1","registration":6,"socket":1`, 1, 2, "ok", `,"socket":2`), changed(2, "register", `"address":"u1/1","registration":7`, 3, 4, "ok", ""), named(7, 5, 6, "stale_device")),
		"stale where the former one may still be current": history(
			changed(1, "register", `"address":"u1/1","registration":6`, 1, 2, "ok", ""), changed(2, "register", `"address":"u1/1","registration":7`, 3, 5.5, "ok", ""), named(7, 5, 6, "stale_device")),
		"stale, and sent on two sockets": history(
			changed(1, "register", `"address":"u1/1","registration":7`, 1, 2, "ok", ""), strings.Replace(strings.Join(named(6, 3, 4, "stale_device"), "\n"), `"socket":1`, `"socket":2`, 1), delivered("u1/1", "m1", 1, 3.5)),
		"of a former registration, to who may receive it": history(
			changed(1, "register", `"address":"u1/1","registration":7`, 1, 2, "ok", ""), open("u1/1", 1, 3), healed(10), closed("u1/1", 1, 16), former(3, 20)),
		"of a former registration, to who begins to connect": history(
			changed(1, "register", `"address":"u1/1","registration":7`, 1, 2, "ok", ""), healed(10), dialed("u1/1", 20.5), former(3, 20), open("u1/1", 1, 22), drained("u1/1", 1, 24)),
		"of a former registration, soon after the faults": history(
			changed(1, "register", `"address":"u1/1","registration":7`, 1, 2, "ok", ""), healed(10), former(3, 14)),
		"of a former registration, with no end of the faults": history(
			changed(1, "register", `"address":"u1/1","registration":7`, 1, 2, "ok", ""), former(3, 20)),
		"of a former registration, and few": history(
			changed(1, "register", `"address":"u1/1","registration":7`, 1, 2, "ok", ""), healed(10), former(2, 20)),
		"of a former registration, and others are stale": history(
			changed(1, "register", `"address":"u1/1","registration":7`, 1, 2, "ok", ""), healed(10), former(3, 20), named(6, 20, 21, "stale_device")),
		"of a registration that may have come back": history(
			changed(1, "register", `"address":"u1/1","registration":6,"socket":1`, 1, 2, "ok", `,"socket":2`), changed(2, "register", `"address":"u1/1","registration":7`, 3, 4, "ok", ""), healed(10), former(3, 20)),
		"of a former registration, and delivered": history(
			changed(1, "register", `"address":"u1/1","registration":7`, 1, 2, "ok", ""), wishing(`"registration":6`, 3, 4, "ok"), delivered("u1/1", "m1", 1, 3.5)),
		"out of order with a part of a frame": history(
			wishing(`"frame":1`, 1, 2, "ok"), sent(2, "s1", 1, "m2", "u1/1", 1, 2, "ok"), delivered("u1/1", "m2", 1, 5), delivered("u1/1", "m1", 1, 6)),
		"a key that comes back with a register that is carried out late": history(
			changed(1, "register", strings.Replace(oneKey, "1\"", "1\",\"socket\":1", 1), 1, 2, "ok", `,"socket":2`), changed(2, "fetch", `"user":"u1"`, 3, 4, "ok", fetched),
			changed(3, "unregister", `"address":"u1/1"`, 5, 6, "ok", ""), changed(4, "fetch", `"user":"u1"`, 7, 8, "ok", fetched)),
		"sent on two sockets, and delivered after the unregistration": history(
			strings.Replace(strings.Join(sent(1, "s1", 1, "m1", "u1/1", 1, 2, "ok"), "\n"), `"socket":1`, `"socket":2`, 1), changed(2, "unregister", `"address":"u1/1"`, 3, 4, "ok", ""), delivered("u1/1", "m1", 1, 10)),
		"a stranger's, unknown to who admits none": history(
			admits(1, "none", 1, 2), sent(2, "s1", 1, "m1", "u1/1", 3, 4, "unknown"), refusedAs("unknown_device", 3, 4)),
		"a stranger's, to who may admit none": history(
			admits(1, "welcome", 1, 2), admits(3, "none", 3.5, 5), refusedAs("unknown_user", 3, 4)),
		"a stranger's, delivered before none was admitted": history(
			admits(1, "welcome", 1, 2), admits(3, "none", 3.5, 5), sent(4, "s1", 1, "m1", "u1/1", 3, 4, "ok"), delivered("u1/1", "m1", 1, 6)),
		"a contact's, to who admits no strangers": history(
			admits(1, "none", 1, 2), wishing(`"token":true`, 3, 4, "ok"), delivered("u1/1", "m1", 1, 3.5)),
		"a stranger's, out of order": history(
			admits(3, "welcome", 0.5, 0.7), sent(1, "s1", 1, "m1", "u1/1", 1, 2, "ok"), sent(2, "s1", 1, "m2", "u1/1", 1, 2, "ok"), delivered("u1/1", "m2", 1, 5), delivered("u1/1", "m1", 1, 6)),
		"a stranger's, once it may reach all": history(
			admits(1, "none", 1, 2), admits(2, "welcome", 2.5, 2.7), sent(3, "s1", 1, "m1", "u1/1", 3, 4, "ok"), delivered("u1/1", "m1", 1, 3.5)),
		"a stranger's, after an unregistration": history(
			admits(1, "none", 1, 2), changed(2, "unregister", `"address":"u1/1"`, 3, 4, "ok", ""), changed(3, "register", oneKey, 5, 6, "ok", ""),
			sent(4, "s1", 1, "m1", "u1/1", 7, 8, "ok"), delivered("u1/1", "m1", 1, 7.5)),
		"fetched by a stranger whom nobody admits": history(
			changed(1, "register", oneKey, 1, 2, "ok", ""), admits(2, "none", 3, 4), changed(3, "fetch", `"user":"u1"`, 5, 6, "fail", `,"error":"unknown_user"`)),
		"fetched by a stranger whom one device admits": history(
			admits(1, "none", 1, 2), changed(2, "register", `"address":"u1/2","registration":1`, 3, 4, "ok", ""),
			changed(3, "fetch", `"user":"u1"`, 5, 6, "ok", `,"bundles":[{"address":"u1/2","registration":1,"key":""}]`+sure)),
		"fetched by a contact": history(
			changed(1, "register", oneKey, 1, 2, "ok", ""), admits(2, "none", 3, 4), changed(3, "fetch", `"user":"u1","token":true`, 5, 6, "ok", fetched+sure)),
		"admitted still, after another registration": history(
			admits(1, "none", 1, 2), changed(2, "register", `"address":"u1/1","registration":8`, 3, 4, "ok", ""), changed(3, "fetch", `"user":"u1"`, 5, 6, "fail", `,"error":"unknown_user"`)),
		"late behind others": history(
			sent(1, "s1", 1, "m1", "u1/1", 1, 2, "ok"), sent(2, "s1", 1, "m2", "u1/1", 1, 2, "ok"),
			delivered("u1/1", "m1", 1, 64), delivered("u1/1", "m2", 1, 68)),
		"lost with an unregistration": history(
			sent(1, "s1", 1, "m1", "u1/1", 1, 2, "ok"), changed(2, "unregister", `"address":"u1/1"`, 1.5, 3, "ok", "")),
		"registered and fetched": history(
			changed(1, "register", oneKey, 1, 2, "ok", ""), changed(2, "fetch", `"user":"u1"`, 3, 4, "ok", fetched)),
		"fetched without a device whose bundle may have come late": history(
			changed(1, "register", oneKey, 1, 2, "ok", ""), changed(2, "register", `"address":"u1/2","registration":1`, 1, 2, "ok", ""),
			changed(3, "fetch", `"user":"u1"`, 3, 4, "ok", fetched)),
		"fetched while it was registered": history(
			changed(1, "register", oneKey, 1, 5, "ok", ""), changed(2, "fetch", `"user":"u1"`, 2, 3, "fail", `,"error":"unknown_user"`)),
		"fetched without a device that is known": history(
			changed(1, "register", oneKey, 1, 2, "ok", ""), changed(2, "register", `"address":"u1/2","registration":1`, 1, 2, "ok", ""),
			changed(3, "fetch", `"user":"u1","known":["u1/2"]`, 3, 4, "ok", fetched+sure)),
		"fetched without a device that was registered meanwhile": history(
			changed(1, "register", oneKey, 1, 2, "ok", ""), changed(2, "register", `"address":"u1/2","registration":1`, 3, 6, "ok", ""),
			changed(3, "fetch", `"user":"u1"`, 4, 5, "ok", fetched+sure)),
		"fetched without a device that was gone": history(
			changed(1, "register", oneKey, 1, 2, "ok", ""), changed(2, "register", `"address":"u1/2","registration":1`, 1, 2, "ok", ""),
			changed(3, "unregister", `"address":"u1/2"`, 3, 4, "ok", ""), changed(4, "fetch", `"user":"u1"`, 5, 6, "ok", fetched+sure)),
		"refused, and came before": history(sent(1, "s1", 1, "m1", "u1/1", 1, 2, "fail"), delivered("u1/1", "m1", 1, 1.5)),
		"refused, perhaps carried out, and came": history(
			refusedTwice("unavailable"), delivered("u1/1", "m1", 1, 8)),
		"unavailable, and came": history(refusedAs("unavailable", 1, 2), delivered("u1/1", "m2", 1, 8)),
		"refused on another socket, and came": history(
			strings.Replace(strings.Join(sent(1, "s1", 1, "m1", "u1/1", 1, 2, "fail"), "\n"), `"socket":1`, `"socket":2`, 1), delivered("u1/1", "m1", 1, 8)),
		"unknown before it was registered": history(
			changed(1, "register", oneKey, 3, 5, "ok", ""), refusedAs("unknown_user", 2, 6)),
		"unknown while it was unregistered": history(
			changed(1, "register", oneKey, 1, 2, "ok", ""), refusedAs("unknown_user", 3, 6), changed(3, "unregister", `"address":"u1/1"`, 4, 5, "ok", "")),
		"unknown where an unregistration may come late": history(
			changed(1, "unregister", `"address":"u1/1"`, 1, 2, "unknown", ""), changed(3, "register", oneKey, 3, 4, "ok", ""), refusedAs("unknown_user", 5, 6)),
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
		"acked, and never came": history(sent(1, "s1", 1, "m1", "u1/1", 1, 2, "ok")),
		"never came again": history(
			sent(1, "s1", 1, "m1", "u1/1", 1, 2, "ok"), got("deliver", "u1/1", "u1/1", "m1", 1, 3)),
		"nobody had acked it when that was drained":     waiting(drained("u1/1", 1, 5), delivered("u1/1", "m1", 1, 6)),
		"nobody had acked it when that was":             waiting(got("deliver", "u1/1", "u1/1", "m1", 1, 5), drained("u1/1", 1, 6), delivered("u1/1", "m1", 1, 70)),
		"was not drained within 5 s":                    waiting(delivered("u1/1", "m1", 1, 5)),
		"was not drained within 5 s, though":            waiting(delivered("u1/1", "m1", 1, 64), drained("u1/1", 1, 69.5)),
		"was onlineOnly, and refused with mailbox_full": history(onlineOnly(1, 2, "fail")),
		"was onlineOnly, and came to a socket that was opened 6.0 s": history(healed(50), onlineOnly(51, 52, "ok"), dialed("u1/1", 58), open("u1/1", 1, 59),
			got("deliver", "u1/1", "u1/1", "m1", 1, 60), drained("u1/1", 1, 61)),
		"was onlineOnly, and came to a socket that was opened 61.0 s": history(onlineOnly(1, 2, "ok"), healed(62), dialed("u1/1", 63), open("u1/1", 1, 64),
			got("deliver", "u1/1", "u1/1", "m1", 1, 65), drained("u1/1", 1, 66)),
		"was not acked (mailbox_full), and nothing was broken": history(onlineOnly(70, 71, "unknown")),
		"m1 to u1/1 was acked, and never":                      history(wishing(`"ttlHours":24`, 1, 2, "ok")),
		"m1 was refused with stale_device, and named no": history(
			changed(1, "register", `"address":"u1/1","registration":7`, 1, 2, "ok", ""), named(0, 3, 4, "stale_device")),
		"m1 was refused with stale_device, and u1/1 had registration 7": history(
			changed(1, "register", `"address":"u1/1","registration":6`, 1, 2, "ok", ""), changed(2, "register", `"address":"u1/1","registration":7`, 3, 4, "ok", ""), named(7, 5, 6, "stale_device"),
			changed(3, "register", `"address":"u1/1","registration":8`, 7, 8, "ok", "")),
		"m1 was refused with stale_device, and was delivered": history(
			changed(1, "register", `"address":"u1/1","registration":7`, 1, 2, "ok", ""), named(6, 3, 4, "stale_device"), delivered("u1/1", "m1", 1, 3.5)),
		"all 3 messages for another registration": history(
			changed(1, "register", `"address":"u1/1","registration":6`, 1, 2, "ok", ""), changed(2, "register", `"address":"u1/1","registration":7`, 3, 4, "ok", ""),
			open("u1/1", 1, 5), healed(10), closed("u1/1", 1, 14), former(3, 20)),
		"m1 to u1/1 was acked, and never came": history(wishing(`"frame":1`, 1, 2, "ok")),
		"m1 of a stranger came to u1/1, which admits none": history(
			admits(1, "none", 1, 2), sent(3, "s1", 1, "m1", "u1/1", 3, 4, "ok"), delivered("u1/1", "m1", 1, 3.5)),
		"m1 of a stranger to u1/1 was acked, which admits none": history(
			admits(1, "none", 1, 2), sent(3, "s1", 1, "m1", "u1/1", 3, 4, "ok"), admits(2, "welcome", 5, 6), delivered("u1/1", "m1", 1, 7)),
		"of a stranger was refused with mailbox_full, which shows": history(
			admits(1, "none", 1, 2), sent(3, "s1", 1, "m1", "u1/1", 3, 4, "fail")),
		"m2 was refused with unknown_user, and u1/1 was registered": history(
			admits(1, "welcome", 1, 2), refusedAs("unknown_user", 3, 4)),
		"m2 was refused with unknown_device, and u1/1 was registered": history(
			admits(1, "none", 1, 2), strings.Replace(strings.Join(refusedAs("unknown_device", 3, 4), "\n"), `"socket"`, `"token":true,"socket"`, 1)),
		"and fetched of u1 has no order that": history(
			admits(1, "none", 1, 2), changed(2, "fetch", `"user":"u1"`, 3, 4, "ok", strings.Replace(fetched, "k1", "", 1))),
		"registered and fetched of u1 has no": history(
			changed(1, "register", oneKey, 1, 2, "ok", ""), admits(2, "few", 3, 4), changed(3, "fetch", `"user":"u1"`, 5, 6, "ok", fetched)),
		"registered and fetched of u1": history(
			admits(1, "none", 1, 2), changed(2, "fetch", `"user":"u1","token":true`, 3, 4, "fail", `,"error":"unknown_user"`)),
		"1 of the last 6 messages":       lastMessages(6, 5),
		"2 of the last 8 messages":       lastMessages(8, 6),
		"1 of the last 1 messages":       lastMessage(),
		"1 of the last 1 messages, late": strings.Replace(lastMessage(), calmAndEnd, "", 1) + "\n" + got("deliver", "u1/1b", "u1/1", "m1", 1, 77) + calmAndEnd,
		"u1/1 was not registered": history(
			changed(1, "unregister", `"address":"u1/1"`, 1, 2, "ok", ""), sent(2, "s1", 1, "m1", "u1/1", 3, 4, "ok"),
			changed(3, "register", oneKey, 5, 6, "ok", ""), changed(4, "unregister", `"address":"u1/1"`, 7, 8, "ok", "")),
		"u1/1 had unregistered": history(
			sent(1, "s1", 1, "m1", "u1/1", 1, 2, "ok"), changed(2, "unregister", `"address":"u1/1"`, 3, 4, "ok", ""), delivered("u1/1", "m1", 1, 10)),
		"of another registration": history(
			changed(1, "register", oneKey, 1, 2, "ok", ""), changed(2, "register", `"address":"u1/1","registration":8`, 3, 4, "ok", ""),
			changed(3, "fetch", `"user":"u1"`, 5, 6, "ok", strings.Replace(fetched, ":7", ":8", 1))),
		"nobody sent it":          history(got("deliver", "u1/1", "u1/1", "m1", 1, 1)),
		"was for u1/1":            history(sent(1, "s1", 1, "m1", "u1/1", 1, 2, "ok"), delivered("u2/1", "m1", 1, 1.5), delivered("u1/1", "m1", 1, 1.5)),
		"after one that was sent": history(sent(1, "s1", 1, "m1", "u1/1", 1, 2, "ok"), sent(2, "s1", 1, "m2", "u1/1", 1, 2, "ok"), delivered("u1/1", "m2", 1, 5), delivered("u1/1", "m1", 1, 6)),
		"10.0 s after all faults": history(sent(1, "s1", 1, "m1", "u1/1", 1, 2, "ok"), delivered("u1/1", "m1", 1, 70)),
		"handed out twice": history(
			changed(1, "register", oneKey, 1, 2, "ok", ""), changed(2, "fetch", `"user":"u1"`, 3, 4, "ok", fetched), changed(3, "fetch", `"user":"u1"`, 3, 4, "ok", fetched)),
		"k1 is handed out twice": history(
			changed(1, "register", oneKey, 1, 2, "ok", ""), changed(2, "fetch", `"user":"u1"`, 3, 4, "ok", fetched), changed(3, "fetch", `"user":"u1"`, 5, 6, "ok", fetched),
			changed(4, "unregister", `"address":"u1/1"`, 7, 8, "ok", "")),
		"was not registered there": history(
			changed(1, "register", `"address":"u1/1","registration":7,"keys":[]`, 1, 2, "ok", ""), changed(2, "fetch", `"user":"u1"`, 3, 4, "ok", fetched)),
		"has no order": history(
			changed(1, "register", oneKey, 1, 2, "ok", ""), changed(2, "fetch", `"user":"u1"`, 3, 4, "fail", `,"error":"unknown_user"`)),
		"fetched of u1 has no order": history(
			changed(1, "register", oneKey, 1, 2, "ok", ""), changed(2, "unregister", `"address":"u1/1"`, 3, 4, "ok", ""), changed(3, "fetch", `"user":"u1"`, 5, 6, "ok", fetched)),
		"u1 has no order that": history(
			changed(1, "register", oneKey, 1, 2, "unknown", ""),
			changed(2, "fetch", `"user":"u1"`, 63, 64, "fail", `,"error":"unknown_user"`), changed(3, "fetch", `"user":"u1"`, 65, 66, "ok", fetched)),
		"of u1 has no order": history(
			changed(1, "register", oneKey, 1, 2, "ok", ""), changed(2, "fetch", `"user":"u1"`, 3, 4, "ok", `,"bundles":[]`)),
		"order that explains it": history(
			changed(1, "register", oneKey, 1, 2, "ok", ""), changed(2, "register", `"address":"u1/2","registration":1`, 1, 2, "ok", ""),
			changed(3, "fetch", `"user":"u1"`, 3, 4, "ok", fetched+sure)),
		"what was registered and fetched of u1": history(
			changed(1, "register", oneKey, 1, 2, "ok", ""), changed(2, "register", `"address":"u1/2","registration":1`, 1, 2, "ok", ""),
			changed(3, "register", `"address":"u1/3","registration":1`, 1, 2, "ok", ""),
			changed(4, "fetch", `"user":"u1","known":["u1/3"]`, 3, 4, "ok", fetched+sure)),
		"was refused with mailbox_full, and came": history(
			sent(1, "s1", 1, "m1", "u1/1", 1, 2, "fail"), delivered("u1/1", "m1", 1, 8)),
		"was refused with mailbox_full, and came 6.0": history(
			refusedTwice("too_many_requests"), delivered("u1/1", "m1", 1, 8)),
		"was refused with mailbox_full, and came 7.0 s": history(
			sent(1, "s1", 1, "m1", "u1/1", 1, 2, "fail"), delivered("u1/1", "m1", 1, 1.5), delivered("u1/1", "m1", 2, 9)),
		"was refused with unknown_user, and u1/1 was registered": history(
			changed(1, "register", oneKey, 1, 2, "ok", ""), refusedAs("unknown_user", 3, 4)),
		"was refused with unknown_device, and u1/1 was registered": history(
			changed(1, "register", oneKey, 1, 2, "ok", ""), refusedAs("unknown_device", 3, 4), changed(3, "unregister", `"address":"u1/1"`, 5, 6, "ok", "")),
		"was not acked (unavailable), and nothing was broken": history(refusedAs("unavailable", 70, 71)),
		"lost after the unregistration": history(
			changed(1, "unregister", `"address":"u1/1"`, 1, 2, "ok", ""), sent(2, "s1", 1, "m1", "u1/1", 3, 4, "ok")),
	} {
		result, err := Check(strings.NewReader(text))
		if err != nil || len(result.Violations) != 1 {
			t.Errorf("%s: %v %v", name, result, err)
		} else if what := result.First().What; !strings.Contains(what, strings.TrimSuffix(name, ", late")) && !strings.HasPrefix(name, "lost") {
			t.Errorf("%s: %s", name, what)
		}
	}
}

func TestIsNotJudged(t *testing.T) {
	for name, text := range map[string]string{
		"cut short":          `{"time":1,"process":"chaos","type":"info","f":"calm"}`,
		"no event":           "{",
		"unknown type":       history(`{"time":1,"process":"p","type":"fine","f":"send"}`),
		"unknown strangers":  history(admits(1, "many", 1, 2)),
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

func TestJudgesAnyNumberOfUnknownOutcomes(t *testing.T) {
	parts := []any{}
	for op := 1; op <= 2*mostUncertain; op++ {
		begin := float64(op) * 70
		parts = append(parts, changed(op, "register", fmt.Sprintf(`"address":"u1/1","registration":%d`, op), begin, begin+1, "unknown", ""))
	}
	laterEnd := strings.ReplaceAll(history(parts...), `0000000000,"process":"chaos"`, `0000000000000,"process":"chaos"`)
	result, err := Check(strings.NewReader(laterEnd))
	if err != nil || len(result.NotJudged) != 0 {
		t.Errorf("one after the other: %v %v", result, err)
	}
}

// inOrder sorts the lines of a history by their times, as those of a run are.
func inOrder(text string) string {
	lines := strings.Split(text, "\n")
	time := func(line string) int64 {
		var event Event
		if err := json.Unmarshal([]byte(line), &event); err != nil {
			panic(line)
		}
		return event.Time
	}
	sort.SliceStable(lines, func(i, j int) bool { return time(lines[i]) < time(lines[j]) })
	return strings.Join(lines, "\n")
}
