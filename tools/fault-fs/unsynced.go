package main

import (
	"errors"
	"io"
	"math/rand"
	"os"
	"syscall"
)

const (
	pageSize   = 4096
	sectorSize = 512
)

// unsyncedFile is what a file contained when it was last synced, as far as that has changed since.
type unsyncedFile struct {
	file  *os.File
	size  int64
	pages map[int64][]byte // nil is behind the end
	// Pages of a failed fsync: they are lost unless they are written and synced again.
	doomed map[int64][]byte
}

func openUnsynced(path string) (*unsyncedFile, error) {
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err != nil {
		file.Close()
		return nil, err
	}
	return &unsyncedFile{file: file, size: info.Size(), pages: map[int64][]byte{}, doomed: map[int64][]byte{}}, nil
}

func (f *unsyncedFile) remember(offset, length int64) error {
	if length <= 0 {
		return nil
	}
	for page := offset / pageSize; page <= (offset+length-1)/pageSize; page++ {
		if _, known := f.pages[page]; known {
			continue
		}
		if page*pageSize >= f.size {
			f.pages[page] = nil
			continue
		}
		content, err := f.page(page)
		if err != nil {
			return err
		}
		f.pages[page] = content
	}
	return nil
}

// page reads a page; what is behind the end of the file is zero.
func (f *unsyncedFile) page(number int64) ([]byte, error) {
	content := make([]byte, pageSize)
	_, err := f.file.ReadAt(content, number*pageSize)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return content, err
}

// synced makes the content durable, and tells whether nothing is left to remember.
func (f *unsyncedFile) synced() bool {
	for page := range f.pages {
		delete(f.doomed, page)
	}
	f.pages = map[int64][]byte{}
	if info, err := f.file.Stat(); err == nil {
		f.size = info.Size()
	}
	return len(f.doomed) == 0
}

func (f *unsyncedFile) syncFailed() {
	for page, content := range f.pages {
		if _, known := f.doomed[page]; !known {
			f.doomed[page] = content
		}
	}
	f.pages = map[int64][]byte{}
}

// restore makes the file what it was, except for the pages that survive, and returns the number of lost pages.
func (f *unsyncedFile) restore(keep float64, tear lastWrite, random *rand.Rand) (int, error) {
	now, err := f.file.Stat()
	if err != nil {
		return 0, err
	}
	cut := tear.cut(random)
	lost, end := 0, max(f.size, min(cut, now.Size()))
	for number, before := range f.pages {
		begin := number * pageSize
		torn := tear.touches(number)
		if !torn && keep > 0 && random.Float64() < keep {
			end = max(end, min(begin+pageSize, now.Size()))
			continue
		}
		if before == nil {
			before = make([]byte, pageSize)
		}
		if first, last := max(begin, tear.offset), min(begin+pageSize, cut); torn && first < last {
			if _, err := f.file.ReadAt(before[first-begin:last-begin], first); err != nil {
				return lost, err
			}
		}
		if _, err := f.file.WriteAt(before, begin); err != nil {
			return lost, err
		}
		lost++
	}
	for number, before := range f.doomed {
		if _, err := f.file.WriteAt(append(before, make([]byte, pageSize-len(before))...), number*pageSize); err != nil {
			return lost, err
		}
		lost++
	}
	return lost, f.file.Truncate(end)
}

// lastWrite is the write that a power cut may tear.
type lastWrite struct {
	inode  uint64
	offset int64
	length int64
}

// cut tells how far a torn write came: some of its sectors, and not all.
func (w lastWrite) cut(random *rand.Rand) int64 {
	sectors := w.length / sectorSize
	if sectors < 2 {
		return w.offset
	}
	return w.offset + sectorSize*(1+random.Int63n(sectors-1))
}

func (w lastWrite) touches(page int64) bool {
	return w.length > 0 && page*pageSize < w.offset+w.length && (page+1)*pageSize > w.offset
}

// isGone tells whether the file has no name any more, not even in the trash.
func (f *unsyncedFile) isGone() bool {
	var stat syscall.Stat_t
	return syscall.Fstat(int(f.file.Fd()), &stat) == nil && stat.Nlink == 0
}

func (f *unsyncedFile) close() {
	f.file.Close()
}
