package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
)

// Event is one line of a history; docs/histories.md has the format.
type Event struct {
	Time         int64    `json:"time"`
	Process      string   `json:"process"`
	Type         string   `json:"type"`
	Function     string   `json:"f"`
	Op           int64    `json:"op"`
	Message      string   `json:"message"`
	Address      string   `json:"address"`
	User         string   `json:"user"`
	Socket       int64    `json:"socket"`
	Slow         bool     `json:"slow"`
	Frame        int64    `json:"frame"`
	OnlineOnly   bool     `json:"onlineOnly"`
	TTLHours     int64    `json:"ttlHours"`
	Error        string   `json:"error"`
	Registration int64    `json:"registration"`
	Keys         []string `json:"keys"`
	Strangers    string   `json:"strangers"`
	Token        bool     `json:"token"`
	Known        []string `json:"known"`
	Bundles      []Bundle `json:"bundles"`
	Complete     bool     `json:"complete"`
	Quiet        bool     `json:"quiet"`
	Endpoint     string   `json:"endpoint"`
	DueMillis    int64    `json:"dueMillis"`
	MinMillis    int64    `json:"minMillis"`
	Kind         string   `json:"kind"`
	File         string   `json:"file"`
	Node         int64    `json:"node"`
	Bytes        int64    `json:"bytes"`
	Sent         *int64   `json:"sent"`
	Hash         string   `json:"hash"`
	Forged       string   `json:"forged"`

	Line      int64 `json:"-"`
	admission admission
}

// Bundle is what a fetch answers for one device; Key is empty where it came without a one-time key.
type Bundle struct {
	Address      string `json:"address"`
	Registration int64  `json:"registration"`
	Key          string `json:"key"`
}

const mostLineBytes = 16 << 20

// Read calls with each event of a history, in order, until one is no event.
func Read(in io.Reader, each func(Event) error) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(make([]byte, 1<<16), mostLineBytes)
	var number int64
	for lines.Scan() {
		number++
		var event Event
		if err := json.Unmarshal(lines.Bytes(), &event); err != nil {
			return fmt.Errorf("line %d is no event: %w", number, err)
		}
		event.Line = number
		var err error
		if event.admission, err = admissionOf(event.Strangers); err != nil {
			return fmt.Errorf("line %d is no event: %w", number, err)
		}
		if err := each(event); err != nil {
			return fmt.Errorf("line %d: %w", number, err)
		}
	}
	return lines.Err()
}

// Show prints the lines of a history that have these numbers.
func Show(out io.Writer, path string, numbers []int64) error {
	wanted := make(map[int64]bool)
	for _, number := range numbers {
		wanted[number] = true
	}
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Buffer(make([]byte, 1<<16), mostLineBytes)
	for number := int64(1); lines.Scan(); number++ {
		if wanted[number] {
			fmt.Fprintf(out, "  %d: %s\n", number, lines.Text())
		}
	}
	return lines.Err()
}
