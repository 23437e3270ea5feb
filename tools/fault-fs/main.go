// Command fault-fs mounts a file system that loses what was not synced when its power is cut, and fails when it is told to.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"math/rand"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/hanwen/go-fuse/v2/fs"
	"github.com/hanwen/go-fuse/v2/fuse"
)

const usage = `usage: fault-fs [--seed N] DIRECTORY MOUNTPOINT

Mounts a file system at MOUNTPOINT, whose files are in DIRECTORY, and reads commands from the standard input, one on a line.
It answers each with "ok ..." or "error ...", and unmounts when the input ends. A crash of this program leaves the files as
they were written last.

  power-off [KEEP [torn]]  loses what was not synced; each page that was not survives with the probability KEEP, by default
                           0. With "torn", some sectors of the last write survive. Everything answers EIO from now on
  power-on                 answers again; files that were open before stay broken
  fail OP N ERROR [TIMES [PART]]
                           the N-th "write" or "fsync" from now fails, TIMES in a row (by default 1), with EIO or ENOSPC;
                           only those of files whose path contains PART count
  heal                     ends these failures
  flip [PART]              flips one bit of a file whose path contains PART

Needs /dev/fuse, and root or fusermount3.

exit code: 0 when unmounted; 1 if it could not be mounted or unmounted; 2 for wrong arguments
`

func main() {
	directory, mountpoint, seed, err := parse(os.Args[1:])
	if err != nil {
		fmt.Fprintf(os.Stderr, "fault-fs: %v\n\n%s", err, usage)
		os.Exit(2)
	}
	if directory == "" {
		fmt.Print(usage)
		return
	}
	if err := run(directory, mountpoint, rand.New(rand.NewSource(seed))); err != nil {
		fmt.Fprintf(os.Stderr, "fault-fs: %v\n", err)
		os.Exit(1)
	}
}

func parse(words []string) (directory, mountpoint string, seed int64, err error) {
	seed = time.Now().UnixNano()
	if len(words) == 1 && (words[0] == "--help" || words[0] == "-h") {
		return "", "", 0, nil
	}
	if len(words) == 4 && words[0] == "--seed" {
		if seed, err = strconv.ParseInt(words[1], 10, 64); err != nil {
			return "", "", 0, errors.New("the seed must be a number")
		}
		words = words[2:]
	}
	if len(words) != 2 {
		return "", "", 0, errors.New("a directory and a mount point are needed")
	}
	return words[0], words[1], seed, nil
}

func run(directory, mountpoint string, random *rand.Rand) error {
	disk, err := newDisk(directory)
	if err != nil {
		return err
	}
	server, err := mount(disk, mountpoint)
	if err != nil {
		return fmt.Errorf("%s cannot be mounted (is there /dev/fuse, and are you root?): %w", mountpoint, err)
	}
	// The input ends first; whoever sends a signal to a whole group wants the data to be written still.
	signal.Ignore(syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	fmt.Println("ok mounted")
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		answer, err := disk.command(strings.Fields(lines.Text()), random)
		if err != nil {
			fmt.Printf("error %v\n", err)
		} else {
			fmt.Printf("ok %s\n", answer)
		}
	}
	// Whoever still has a file open, or a mount namespace with a copy of this mount, is not waited for.
	if syscall.Unmount(mountpoint, syscall.MNT_DETACH) != nil {
		return server.Unmount()
	}
	return nil
}

// mount lets the kernel remember no names and attributes, which a power cut would change behind its back.
func mount(disk *disk, mountpoint string) (*fuse.Server, error) {
	root, err := disk.rootNode()
	if err != nil {
		return nil, err
	}
	return fs.Mount(mountpoint, root, &fs.Options{
		MountOptions: fuse.MountOptions{
			AllowOther:    true,
			DirectMount:   true,
			DisableXAttrs: true,
			FsName:        "fault-fs",
			Name:          "fault-fs",
			MaxWrite:      fuse.MAX_KERNEL_WRITE,
		},
	})
}

func (d *disk) command(words []string, random *rand.Rand) (string, error) {
	if len(words) == 0 {
		return "", errors.New("a command is missing")
	}
	switch arguments := words[1:]; words[0] {
	case "power-off":
		keep, torn, err := parsePowerOff(arguments)
		if err != nil {
			return "", err
		}
		return d.powerOff(keep, torn, random)
	case "power-on":
		return "powered on", d.powerOn()
	case "fail":
		failure, err := parseFailure(arguments)
		if err != nil {
			return "", err
		}
		d.fail(failure)
		return "will fail", nil
	case "heal":
		d.heal()
		return "healed", nil
	case "flip":
		return d.flip(strings.Join(arguments, " "), random)
	default:
		return "", fmt.Errorf("unknown command %q", words[0])
	}
}

func parsePowerOff(words []string) (keep float64, torn bool, err error) {
	if len(words) > 0 {
		if keep, err = strconv.ParseFloat(words[0], 64); err != nil || keep < 0 || keep > 1 {
			return 0, false, errors.New("KEEP must be a number from 0 to 1")
		}
	}
	if len(words) > 1 {
		if torn = words[1] == "torn"; !torn || len(words) > 2 {
			return 0, false, errors.New("usage: power-off [KEEP [torn]]")
		}
	}
	return keep, torn, nil
}
