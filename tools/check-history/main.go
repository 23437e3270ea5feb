// Command check-history judges what bin/chaos recorded, by the history alone: it shares no code with server, clients or chaos.
package main

import (
	"fmt"
	"os"
	"sort"
)

const usage = `usage: bin/check-history FILE ...

Judges histories that bin/chaos --history FILE wrote: whether an acked message was lost or came late, a message came to
another, out of order, from nobody or after its recipient had unregistered, an open socket was forgotten, a one-time key was
handed out twice, a device was called drained or stale and was not, a message for a former registration was acked, an onlineOnly
message was kept, or a stranger reached who admits none, whether a sleeping device was not woken, or was for no reason or too
often, whether an attachment was lost, or given though it was never whole or nobody had its link, and whether registrations are
linearizable for each user.

exit code 0: all that is promised holds in each history
          1: it does not; the first violation is printed with its operations
          2: something was not judged, or a file is no history
`

const (
	holds     = 0
	violated  = 1
	notJudged = 2
)

func main() {
	if len(os.Args) < 2 || os.Args[1] == "--help" || os.Args[1] == "-h" {
		fmt.Print(usage)
		if len(os.Args) < 2 {
			os.Exit(notJudged)
		}
		return
	}
	code := holds
	for _, path := range os.Args[1:] {
		switch judged := judge(path); {
		case judged == violated:
			code = violated
		case judged == notJudged && code == holds:
			code = notJudged
		}
	}
	os.Exit(code)
}

func judge(path string) int {
	file, err := os.Open(path)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return notJudged
	}
	defer file.Close()
	result, err := Check(file)
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: not judged: %v\n", path, err)
		return notJudged
	}
	fmt.Println(path)
	printCounts(result.Counts)
	if len(result.Violations) > 0 {
		first := result.First()
		fmt.Printf("VIOLATED: %s (%d violations in all)\n", first.What, len(result.Violations))
		if err := Show(os.Stdout, path, first.Lines); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
		return violated
	}
	if len(result.NotJudged) > 0 {
		fmt.Println("NOT JUDGED:")
		printCounts(result.NotJudged)
		return notJudged
	}
	fmt.Println("holds")
	return holds
}

func printCounts(counts map[string]int) {
	names := make([]string, 0, len(counts))
	for name := range counts {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		fmt.Printf("%10d  %s\n", counts[name], name)
	}
}
