package main

import (
	"fmt"
	"strings"
	"testing"
)

const content = `"file":"f1","bytes":100,"hash":"aa"`

func uploaded(what string, invoked, ended float64, how string) []string {
	return changed(1, "upload", content+what, invoked, ended, how, "")
}

func downloaded(op int, what string, invoked, ended float64, how, answer string) []string {
	return changed(op, "download", `"node":2,`+what, invoked, ended, how, answer)
}

func TestAttachmentsHold(t *testing.T) {
	const f1, gone = `"file":"f1"`, `,"error":"gone"`
	for name, text := range map[string]string{
		"downloaded":              history(uploaded("", 1, 2, "ok"), downloaded(2, f1, 3, 4, "ok", `,"hash":"aa"`)),
		"not there yet":           history(uploaded("", 1, 4, "ok"), downloaded(2, f1, 3, 5, "fail", gone)),
		"not there after all":     history(uploaded("", 1, 2, "unknown"), downloaded(2, f1, 3, 4, "fail", gone)),
		"there, told by nobody":   history(uploaded("", 1, 2, "unknown"), downloaded(2, f1, 3, 4, "ok", `,"hash":"aa"`)),
		"unanswered":              history(uploaded("", 1, 2, "ok"), downloaded(2, f1, 3, 4, "unknown", "")),
		"unanswered to the end":   history(uploaded("", 1, 2, "ok"), downloaded(2, f1, 3, 4, "unknown", "")[0]),
		"cut off":                 history(uploaded(`,"sent":99`, 1, 2, "unknown"), downloaded(2, f1, 3, 4, "fail", `,"error":"http 404"`)),
		"cut off and unavailable": history(uploaded(`,"sent":0`, 1, 2, "unknown"), downloaded(2, f1, 70, 71, "unknown", "")),
		"forged, and refused":     history(downloaded(2, `"forged":"of two"`, 3, 4, "fail", `,"error":"http 404"`)),
	} {
		if result, err := Check(strings.NewReader(inOrder(text))); err != nil || len(result.Violations) > 0 {
			t.Errorf("%s: %v %v", name, result, err)
		}
	}
}

func TestAttachmentsAreViolated(t *testing.T) {
	const f1, gone = `"file":"f1"`, `,"error":"gone"`
	for what, text := range map[string]string{
		"file f1 was there, and node 2 did not give it (gone)": history(uploaded("", 1, 2, "ok"), downloaded(2, f1, 3, 4, "fail", gone)),
		"file f1 was there, and node 2 did not give it": history(
			uploaded("", 1, 2, "unknown"), downloaded(2, f1, 3, 4, "ok", `,"hash":"aa"`), downloaded(3, f1, 5, 6, "fail", gone)),
		"file f1 was there, node 2 did not give it, and nothing": history(uploaded("", 1, 2, "ok"), downloaded(2, f1, 70, 71, "unknown", "")),
		"file f1 was there, node 2 did not give it":              history(uploaded("", 1, 2, "ok"), downloaded(2, f1, 70, 71, "unknown", "")[0]),
		"file f1 came from node 2, and is not what":              history(uploaded("", 1, 2, "ok"), downloaded(2, f1, 3, 4, "ok", `,"hash":"ab"`)),
		"file f1 was never whole, and node 2 gave it":            history(uploaded(`,"sent":99`, 1, 2, "unknown"), downloaded(2, f1, 3, 4, "ok", `,"hash":"aa"`)),
		"file f1 was taken, and only 99 of its 100 bytes":        history(uploaded(`,"sent":99`, 1, 2, "ok")),
		"a link that was forged (of two) gave something":         history(downloaded(2, `"forged":"of two"`, 3, 4, "ok", `,"hash":"aa"`)),
	} {
		result, err := Check(strings.NewReader(inOrder(text)))
		if err != nil || len(result.Violations) != 1 {
			t.Errorf("%s: %v %v", what, result, err)
		} else if found := result.First().What; !strings.HasPrefix(found, what) {
			t.Errorf("%s: %s", what, found)
		}
	}
	for _, text := range []string{
		history(uploaded("", 1, 2, "ok"), fmt.Sprintf(`{"time":%d,"process":"p","type":"invoke","f":"upload","op":7,%s}`, at(3), content)),
		history(downloaded(2, f1, 3, 4, "ok", "")),
	} {
		if _, err := Check(strings.NewReader(inOrder(text))); err == nil {
			t.Errorf("is judged: %s", text)
		}
	}
}
