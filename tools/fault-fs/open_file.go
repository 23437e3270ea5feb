package main

import (
	"context"
	"syscall"

	"github.com/hanwen/go-fuse/v2/fs"
	"github.com/hanwen/go-fuse/v2/fuse"
)

const (
	fdatasync    = 1
	keepSizeOnly = 1 // FALLOC_FL_KEEP_SIZE
)

// openFile is a file that was opened in one boot of the disk; after a power cut it answers EIO for ever.
type openFile struct {
	*fs.LoopbackFile
	node  *node
	boot  int
	syncs uint32 // the flags of open(2)
}

var (
	_ = fs.FileReader(&openFile{})
	_ = fs.FileWriter(&openFile{})
	_ = fs.FileFsyncer(&openFile{})
	_ = fs.FileAllocater(&openFile{})
	_ = fs.FilePassthroughFder(&openFile{})
	_ = fs.FileFsyncdirer(&openDirectory{})
)

func (f *openFile) Read(ctx context.Context, buffer []byte, offset int64) (fuse.ReadResult, syscall.Errno) {
	if !f.node.disk.isAlive(f.boot) {
		return nil, syscall.EIO
	}
	return f.LoopbackFile.Read(ctx, buffer, offset)
}

func (f *openFile) Write(ctx context.Context, content []byte, offset int64) (written uint32, errno syscall.Errno) {
	inode, disk := f.node.StableAttr().Ino, f.node.disk
	errno = disk.change(f.boot, "write", f.node.path(), func() syscall.Errno {
		if err := disk.remember(inode, f.node.path(), offset, int64(len(content))); err != nil && !f.isRemoved() {
			return fs.ToErrno(err)
		}
		disk.last = lastWrite{inode: inode, offset: offset, length: int64(len(content))}
		written, errno = f.LoopbackFile.Write(ctx, content, offset)
		if errno == 0 && f.syncs&(syscall.O_SYNC|syscall.O_DSYNC) != 0 {
			disk.synced(inode, false)
		}
		return errno
	})
	return written, errno
}

// isRemoved tells whether the file has no name any more; it ends with the last process that has it open.
func (f *openFile) isRemoved() bool {
	_, parent := f.node.Parent()
	return parent == nil
}

func (f *openFile) Fsync(_ context.Context, flags uint32) syscall.Errno {
	inode, disk := f.node.StableAttr().Ino, f.node.disk
	return disk.change(f.boot, "", f.node.path(), func() syscall.Errno {
		if errno := disk.failureOf("fsync", f.node.path()); errno != 0 {
			disk.syncFailed(inode)
			return errno
		}
		disk.synced(inode, flags&fdatasync == 0)
		return 0
	})
}

// Allocate only makes files longer; holes are not punched here.
func (f *openFile) Allocate(ctx context.Context, offset, size uint64, mode uint32) syscall.Errno {
	if mode&^keepSizeOnly != 0 {
		return syscall.EOPNOTSUPP
	}
	disk := f.node.disk
	return disk.change(f.boot, "write", f.node.path(), func() syscall.Errno {
		if err := disk.remember(f.node.StableAttr().Ino, f.node.path(), int64(offset), int64(size)); err != nil && !f.isRemoved() {
			return fs.ToErrno(err)
		}
		return f.LoopbackFile.Allocate(ctx, offset, size, mode)
	})
}

// PassthroughFd keeps the kernel from writing past us.
func (f *openFile) PassthroughFd() (int, bool) {
	return 0, false
}

type directoryStream interface {
	fs.FileReaddirenter
	fs.FileSeekdirer
	fs.FileReleasedirer
}

// openDirectory is a directory that was opened in one boot of the disk.
type openDirectory struct {
	directoryStream
	node *node
	boot int
}

func (d *openDirectory) Fsyncdir(context.Context, uint32) syscall.Errno {
	disk := d.node.disk
	return disk.change(d.boot, "fsync", d.node.path(), func() syscall.Errno {
		disk.synced(d.node.StableAttr().Ino, true)
		return 0
	})
}
