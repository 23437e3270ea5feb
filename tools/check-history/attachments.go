package main

import "fmt"

// file is an attachment that a client has put, or tried to.
type file struct {
	name, hash  string
	bytes, sent int64
	// When it was surely there: its upload was answered, or somebody had read it.
	there           int64
	line, thereLine int64
}

// attachments judges what was uploaded and downloaded.
type attachments struct {
	result *Result
	files  map[string]*file
	// Downloads without an answer.
	unanswered []Event
}

func newAttachments(result *Result) *attachments {
	return &attachments{result: result, files: map[string]*file{}}
}

func (a *attachments) upload(invoke, event Event) error {
	if event.Type == "invoke" {
		if _, twice := a.files[event.File]; twice {
			return fmt.Errorf("file %s is uploaded twice", event.File)
		}
		one := &file{name: event.File, hash: event.Hash, bytes: event.Bytes, sent: event.Bytes, there: never, line: event.Line}
		if event.Sent != nil {
			one.sent = *event.Sent
		}
		a.files[event.File] = one
		return nil
	}
	one := a.files[invoke.File]
	if one.isCut() {
		a.result.Counts["upload, cut off: "+event.Type]++
	} else {
		a.result.Counts["upload: "+event.Type]++
	}
	if event.Type != "ok" {
		return nil
	}
	if one.isCut() {
		a.result.violated(event.Time, []int64{one.line, event.Line},
			"file %s was taken, and only %d of its %d bytes were sent", one.name, one.sent, one.bytes)
		return nil
	}
	one.isThere(event)
	return nil
}

func (f *file) isCut() bool { return f.sent < f.bytes }

func (f *file) isThere(event Event) {
	if f.there == never {
		f.there, f.thereLine = event.Time, event.Line
	}
}

func (a *attachments) download(invoke, event Event) error {
	if event.Type == "invoke" {
		return nil
	}
	one, found := a.files[invoke.File]
	switch {
	case invoke.Forged != "":
		a.result.Counts["download by a forged link: "+event.Type]++
		if event.Type == "ok" {
			a.result.violated(event.Time, []int64{invoke.Line, event.Line},
				"a link that was forged (%s) gave something", invoke.Forged)
		}
		return nil
	case !found:
		return fmt.Errorf("file %s is downloaded, and was not uploaded", invoke.File)
	case one.isCut():
		a.result.Counts["download of what was cut off: "+event.Type]++
	default:
		a.result.Counts["download: "+event.Type]++
	}
	switch event.Type {
	case "ok":
		a.judgeContent(one, invoke, event)
	case "fail":
		if one.there < invoke.Time {
			a.result.violated(event.Time, []int64{one.line, one.thereLine, invoke.Line, event.Line},
				"file %s was there, and node %d did not give it (%s)", one.name, invoke.Node, event.Error)
		}
	default:
		a.unanswered = append(a.unanswered, invoke)
	}
	return nil
}

func (a *attachments) judgeContent(one *file, invoke, event Event) {
	switch {
	case one.isCut():
		a.result.violated(event.Time, []int64{one.line, invoke.Line, event.Line},
			"file %s was never whole, and node %d gave it", one.name, invoke.Node)
	case one.hash != event.Hash:
		a.result.violated(event.Time, []int64{one.line, invoke.Line, event.Line},
			"file %s came from node %d, and is not what was uploaded", one.name, invoke.Node)
	default:
		one.isThere(event)
	}
}

// When nothing is broken, what is there is given.
func (a *attachments) judge(end phases) {
	for _, invoke := range a.unanswered {
		if one := a.files[invoke.File]; invoke.Time > end.settled && one.there < invoke.Time {
			a.result.violated(invoke.Time, []int64{one.line, one.thereLine, invoke.Line},
				"file %s was there, node %d did not give it, and nothing was broken", one.name, invoke.Node)
		}
	}
}
