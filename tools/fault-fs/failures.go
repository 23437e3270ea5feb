package main

import (
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// failure is an error that is due at the n-th operation from now.
type failure struct {
	operation string
	in        int // how many of them succeed before
	times     int
	errno     syscall.Errno
	part      string // of the path
}

var errnos = map[string]syscall.Errno{"EIO": syscall.EIO, "ENOSPC": syscall.ENOSPC}

// parseFailure reads OPERATION N ERROR [TIMES [PART]].
func parseFailure(words []string) (*failure, error) {
	if len(words) < 3 || len(words) > 5 {
		return nil, fmt.Errorf("usage: fail write|fsync N EIO|ENOSPC [TIMES [PART]]")
	}
	f := &failure{operation: words[0], errno: errnos[words[2]], times: 1}
	number, err := strconv.Atoi(words[1])
	if (f.operation != "write" && f.operation != "fsync") || f.errno == 0 || err != nil || number < 1 {
		return nil, fmt.Errorf("usage: fail write|fsync N EIO|ENOSPC [TIMES [PART]]")
	}
	f.in = number - 1
	if len(words) > 3 {
		if f.times, err = strconv.Atoi(words[3]); err != nil || f.times < 1 {
			return nil, fmt.Errorf("TIMES must be a positive number")
		}
	}
	if len(words) > 4 {
		f.part = words[4]
	}
	return f, nil
}

// failureOf tells the error of this operation, 0 if it succeeds.
func (d *disk) failureOf(operation, path string) syscall.Errno {
	for i, f := range d.failures {
		if f.operation != operation || !strings.Contains(path, f.part) {
			continue
		}
		if f.in > 0 {
			f.in--
			continue
		}
		f.times--
		if f.times == 0 {
			d.failures = append(d.failures[:i:i], d.failures[i+1:]...)
		}
		return f.errno
	}
	return 0
}

func (d *disk) fail(f *failure) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.failures = append(d.failures, f)
}

// heal ends all failures, and tells how often those that had begun can still be expected.
func (d *disk) heal() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.failures = nil
}

// flip flips one bit of a file whose path contains this part, in place and without anybody's notice.
func (d *disk) flip(part string, random *rand.Rand) (string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var paths []string
	err := filepath.WalkDir(d.files, func(path string, entry os.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() || !strings.Contains(path, part) {
			return err
		}
		if info, err := entry.Info(); err == nil && info.Size() > 0 {
			paths = append(paths, path)
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	if len(paths) == 0 {
		return "", fmt.Errorf("no file that is not empty has %q in its path", part)
	}
	path := paths[random.Intn(len(paths))]
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return "", err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return "", err
	}
	offset, bit, content := random.Int63n(info.Size()), random.Intn(8), make([]byte, 1)
	if _, err := file.ReadAt(content, offset); err != nil {
		return "", err
	}
	content[0] ^= 1 << bit
	if _, err := file.WriteAt(content, offset); err != nil {
		return "", err
	}
	name, _ := filepath.Rel(d.files, path)
	return fmt.Sprintf("flipped bit %d of byte %d of %s", bit, offset, name), nil
}
