package main

import (
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
)

// disk remembers what the files and directories were when they were last synced, so that a power cut can restore it.
//
// Like a journaling file system, an fsync of any file or directory makes all earlier changes of names durable, and an
// fsync of a file makes its content durable. An fdatasync covers the content alone.
type disk struct {
	files string // the directory with the files as they are now
	trash string // removed files that a power cut would bring back

	mu       sync.Mutex
	off      bool
	boot     int // counts power cuts; an open file belongs to one boot
	unsynced map[uint64]*unsyncedFile
	names    []nameChange // oldest first
	removed  int
	last     lastWrite
	failures []*failure
}

// nameChange is a change of a directory that no fsync has made durable yet.
type nameChange struct {
	undo   func() error
	forget func() // drops what the kernel was told about the new name
}

func newDisk(directory string) (*disk, error) {
	d := &disk{
		files:    filepath.Join(directory, "files"),
		trash:    filepath.Join(directory, "trash"),
		unsynced: map[uint64]*unsyncedFile{},
	}
	for _, path := range []string{d.files, d.trash} {
		if err := os.MkdirAll(path, 0o700); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// change runs a change of the disk, unless the power is off or a failure is due.
func (d *disk) change(boot int, operation, path string, change func() syscall.Errno) syscall.Errno {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.off || boot != d.boot {
		return syscall.EIO
	}
	if errno := d.failureOf(operation, path); errno != 0 {
		return errno
	}
	return change()
}

// isAlive tells whether a file that was opened in this boot can be read.
func (d *disk) isAlive(boot int) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return !d.off && boot == d.boot
}

func (d *disk) currentBoot() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.boot
}

// remember keeps the content of this range as it was when the file was last synced.
func (d *disk) remember(inode uint64, path string, offset, length int64) error {
	file, err := d.unsyncedFile(inode, path)
	if err != nil {
		return err
	}
	return file.remember(offset, length)
}

// rememberFrom keeps everything from this size on, before the file is cut to it.
func (d *disk) rememberFrom(inode uint64, path string, size int64) error {
	file, err := d.unsyncedFile(inode, path)
	if err != nil {
		return err
	}
	return file.remember(size, file.size-size)
}

func (d *disk) unsyncedFile(inode uint64, path string) (*unsyncedFile, error) {
	if file, known := d.unsynced[inode]; known {
		return file, nil
	}
	file, err := openUnsynced(path)
	if err != nil {
		return nil, err
	}
	d.unsynced[inode] = file
	return file, nil
}

// synced makes the content of a file durable, and with names all changes of directories too.
func (d *disk) synced(inode uint64, names bool) {
	if file, known := d.unsynced[inode]; known && file.synced() {
		file.close()
		delete(d.unsynced, inode)
	}
	if names {
		d.names = nil
		d.emptyTrash()
	}
}

func (d *disk) emptyTrash() {
	if d.removed == 0 {
		return
	}
	for ; d.removed > 0; d.removed-- {
		os.Remove(d.trashed(d.removed))
	}
	for inode, file := range d.unsynced {
		if file.isGone() {
			file.close()
			delete(d.unsynced, inode)
		}
	}
}

// syncFailed is what Linux does after a failed fsync: the pages count as clean, and never reach the disk by themselves.
func (d *disk) syncFailed(inode uint64) {
	if file, known := d.unsynced[inode]; known {
		file.syncFailed()
	}
}

// trashPath is where the next removed file goes.
func (d *disk) trashPath() string {
	d.removed++
	return d.trashed(d.removed)
}

func (d *disk) trashed(number int) string {
	return filepath.Join(d.trash, strconv.Itoa(number))
}

// powerOff loses what was not synced. Each page that was not survives with probability keep, and so does a prefix of the
// changes of names; with torn only the first sectors of the last write survive.
func (d *disk) powerOff(keep float64, torn bool, random *rand.Rand) (string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.off {
		return "", fmt.Errorf("the power is off already")
	}
	d.off = true
	d.boot++
	pages, lost := 0, 0
	for inode, file := range d.unsynced {
		pages += len(file.pages)
		tear := lastWrite{}
		if torn && inode == d.last.inode {
			tear = d.last
		}
		count, err := file.restore(keep, tear, random)
		if err != nil {
			return "", err
		}
		lost += count
		file.close()
	}
	kept := 0
	if keep > 0 {
		kept = random.Intn(len(d.names) + 1)
	}
	for i := len(d.names) - 1; i >= kept; i-- {
		if err := d.names[i].undo(); err != nil {
			return "", fmt.Errorf("a change of names cannot be undone: %w", err)
		}
		d.names[i].forget()
	}
	answer := fmt.Sprintf("lost %d of %d pages in %d files, and %d of %d changes of names",
		lost, pages, len(d.unsynced), len(d.names)-kept, len(d.names))
	d.unsynced = map[uint64]*unsyncedFile{}
	d.last = lastWrite{}
	d.failures = nil
	d.synced(0, true)
	return answer, nil
}

func (d *disk) powerOn() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.off {
		return fmt.Errorf("the power is on already")
	}
	d.off = false
	return nil
}
