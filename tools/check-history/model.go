package main

import (
	"sort"
	"strconv"
	"strings"

	"github.com/anishathalye/porcupine"
)

// device is what the server knows of one.
type device struct {
	registration int64
	strangers    admission
}

// The state is each registered device, as text; nobody is registered at first.
var model = porcupine.Model{
	Init: func() any { return "" },
	Step: func(state, input, output any) (bool, any) {
		invoke, end := input.(Event), output.(Event)
		devices := decode(state.(string))
		switch invoke.Function {
		case "register":
			strangers := devices[invoke.Address].strangers
			if invoke.admission != absent {
				strangers = invoke.admission
			}
			devices[invoke.Address] = device{invoke.Registration, strangers}
			return true, encode(devices)
		case "unregister":
			delete(devices, invoke.Address)
			return true, encode(devices)
		}
		return answers(devices, invoke, end), state
	},
}

// answers tells whether a fetch may be answered so.
func answers(devices map[string]device, invoke, end Event) bool {
	for address, one := range devices {
		if one.strangers == none && !invoke.Token {
			delete(devices, address)
		}
	}
	if end.Type == "fail" {
		return end.Error != "unknown_user" || len(devices) == 0
	}
	if len(devices) == 0 {
		return false
	}
	for _, known := range invoke.Known {
		delete(devices, known)
	}
	// An answer without a bundle is an Ack, which is complete.
	isComplete := end.Complete || len(end.Bundles) == 0
	for _, bundle := range end.Bundles {
		one, found := devices[bundle.Address]
		if !found || one.registration != bundle.Registration || one.strangers == few && !invoke.Token && bundle.Key != "" {
			return false
		}
		delete(devices, bundle.Address)
	}
	return !isComplete || len(devices) == 0
}

func encode(devices map[string]device) string {
	parts := make([]string, 0, len(devices))
	for address, one := range devices {
		parts = append(parts, address+"="+strconv.FormatInt(one.registration, 10)+","+strconv.FormatInt(int64(one.strangers), 10))
	}
	sort.Strings(parts)
	return strings.Join(parts, " ")
}

func decode(state string) map[string]device {
	devices := map[string]device{}
	for _, part := range strings.Fields(state) {
		address, values, _ := strings.Cut(part, "=")
		registration, strangers, _ := strings.Cut(values, ",")
		devices[address] = device{number(registration), admission(number(strangers))}
	}
	return devices
}

func number(text string) int64 {
	value, _ := strconv.ParseInt(text, 10, 64)
	return value
}
