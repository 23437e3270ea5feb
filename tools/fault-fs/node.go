package main

import (
	"context"
	"os"
	"path/filepath"
	"syscall"

	"github.com/hanwen/go-fuse/v2/fs"
	"github.com/hanwen/go-fuse/v2/fuse"
)

// node is a file or directory: that of the directory below, whose changes the disk can undo.
type node struct {
	fs.LoopbackNode
	disk *disk
}

var (
	_ = fs.NodeCreater(&node{})
	_ = fs.NodeOpener(&node{})
	_ = fs.NodeSetattrer(&node{})
	_ = fs.NodeMkdirer(&node{})
	_ = fs.NodeRmdirer(&node{})
	_ = fs.NodeUnlinker(&node{})
	_ = fs.NodeRenamer(&node{})
	_ = fs.NodeSymlinker(&node{})
	_ = fs.NodeLinker(&node{})
	_ = fs.NodeMknoder(&node{})
	_ = fs.NodeOpendirHandler(&node{})
	_ = fs.NodeLookuper(&node{})
	_ = fs.NodeCopyFileRanger(&node{})
)

func (d *disk) rootNode() (fs.InodeEmbedder, error) {
	var stat syscall.Stat_t
	if err := syscall.Stat(d.files, &stat); err != nil {
		return nil, err
	}
	root := &fs.LoopbackRoot{Path: d.files, Dev: stat.Dev}
	root.NewNode = func(root *fs.LoopbackRoot, _ *fs.Inode, _ string, _ *syscall.Stat_t) fs.InodeEmbedder {
		return &node{LoopbackNode: fs.LoopbackNode{RootData: root}, disk: d}
	}
	root.RootNode = root.NewNode(root, nil, "", &stat)
	return root.RootNode, nil
}

func (n *node) path() string {
	return filepath.Join(n.disk.files, n.Path(n.Root()))
}

// change changes a directory, and notes how to undo it if it succeeded.
func (n *node) change(name string, change func(path string) syscall.Errno, undo func(path string) error) syscall.Errno {
	path := filepath.Join(n.path(), name)
	return n.disk.change(n.disk.currentBoot(), "", path, func() syscall.Errno {
		errno := change(path)
		if errno == 0 {
			n.disk.names = append(n.disk.names, nameChange{
				undo:   func() error { return undo(path) },
				forget: func() { n.RmChild(name) },
			})
		}
		return errno
	})
}

func (n *node) Lookup(ctx context.Context, name string, out *fuse.EntryOut) (*fs.Inode, syscall.Errno) {
	if !n.disk.isAlive(n.disk.currentBoot()) {
		return nil, syscall.EIO
	}
	return n.LoopbackNode.Lookup(ctx, name, out)
}

func (n *node) Create(ctx context.Context, name string, flags, mode uint32, out *fuse.EntryOut) (inode *fs.Inode, file fs.FileHandle, fuseFlags uint32, errno syscall.Errno) {
	path := filepath.Join(n.path(), name)
	if _, err := os.Lstat(path); err == nil {
		// Somebody else was faster; the kernel asked before.
		inode, errno = n.Lookup(ctx, name, out)
		if errno == 0 {
			file, fuseFlags, errno = inode.Operations().(*node).Open(ctx, flags)
		}
		return inode, file, fuseFlags, errno
	}
	errno = n.change(name, func(string) syscall.Errno {
		var created fs.FileHandle
		inode, created, fuseFlags, errno = n.LoopbackNode.Create(ctx, name, flags, mode, out)
		if errno == 0 {
			file = &openFile{LoopbackFile: created.(*fs.LoopbackFile), node: inode.Operations().(*node), boot: n.disk.boot, syncs: flags}
		}
		return errno
	}, os.Remove)
	return inode, file, fuse.FOPEN_DIRECT_IO, errno
}

func (n *node) Open(ctx context.Context, flags uint32) (fs.FileHandle, uint32, syscall.Errno) {
	boot := n.disk.currentBoot()
	if !n.disk.isAlive(boot) {
		return nil, 0, syscall.EIO
	}
	if flags&syscall.O_TRUNC != 0 {
		if errno := n.truncate(boot, 0); errno != 0 {
			return nil, 0, errno
		}
	}
	file, _, errno := n.LoopbackNode.Open(ctx, flags)
	if errno != 0 {
		return nil, 0, errno
	}
	// Written past the page cache, so that a power cut needs to clear none; read through it, so that programs can be run.
	var fuseFlags uint32
	if flags&syscall.O_ACCMODE != syscall.O_RDONLY {
		fuseFlags = fuse.FOPEN_DIRECT_IO
	}
	return &openFile{LoopbackFile: file.(*fs.LoopbackFile), node: n, boot: boot, syncs: flags}, fuseFlags, 0
}

func (n *node) Setattr(ctx context.Context, file fs.FileHandle, in *fuse.SetAttrIn, out *fuse.AttrOut) syscall.Errno {
	boot := n.disk.currentBoot()
	if open, known := file.(*openFile); known {
		boot = open.boot
	}
	if size, changes := in.GetSize(); changes {
		if errno := n.truncate(boot, int64(size)); errno != 0 {
			return errno
		}
	}
	return n.disk.change(boot, "", n.path(), func() syscall.Errno {
		return n.LoopbackNode.Setattr(ctx, file, in, out)
	})
}

// truncate keeps what is about to be cut off.
func (n *node) truncate(boot int, size int64) syscall.Errno {
	return n.disk.change(boot, "", n.path(), func() syscall.Errno {
		return fs.ToErrno(n.disk.rememberFrom(n.StableAttr().Ino, n.path(), size))
	})
}

func (n *node) Mkdir(ctx context.Context, name string, mode uint32, out *fuse.EntryOut) (inode *fs.Inode, errno syscall.Errno) {
	errno = n.change(name, func(string) syscall.Errno {
		inode, errno = n.LoopbackNode.Mkdir(ctx, name, mode, out)
		return errno
	}, os.Remove)
	return inode, errno
}

func (n *node) Mknod(ctx context.Context, name string, mode, device uint32, out *fuse.EntryOut) (inode *fs.Inode, errno syscall.Errno) {
	errno = n.change(name, func(string) syscall.Errno {
		inode, errno = n.LoopbackNode.Mknod(ctx, name, mode, device, out)
		return errno
	}, os.Remove)
	return inode, errno
}

func (n *node) Symlink(ctx context.Context, target, name string, out *fuse.EntryOut) (inode *fs.Inode, errno syscall.Errno) {
	errno = n.change(name, func(string) syscall.Errno {
		inode, errno = n.LoopbackNode.Symlink(ctx, target, name, out)
		return errno
	}, os.Remove)
	return inode, errno
}

func (n *node) Link(ctx context.Context, target fs.InodeEmbedder, name string, out *fuse.EntryOut) (inode *fs.Inode, errno syscall.Errno) {
	errno = n.change(name, func(string) syscall.Errno {
		inode, errno = n.LoopbackNode.Link(ctx, target, name, out)
		return errno
	}, os.Remove)
	return inode, errno
}

func (n *node) Rmdir(ctx context.Context, name string) syscall.Errno {
	var info os.FileInfo
	return n.change(name, func(path string) syscall.Errno {
		var err error
		if info, err = os.Lstat(path); err != nil {
			return fs.ToErrno(err)
		}
		return n.LoopbackNode.Rmdir(ctx, name)
	}, func(path string) error {
		return os.Mkdir(path, info.Mode().Perm())
	})
}

func (n *node) Unlink(ctx context.Context, name string) syscall.Errno {
	var trashed string
	return n.change(name, func(path string) syscall.Errno {
		trashed = n.disk.trashPath()
		return fs.ToErrno(os.Rename(path, trashed))
	}, func(path string) error {
		return os.Rename(trashed, path)
	})
}

func (n *node) Rename(ctx context.Context, name string, newParent fs.InodeEmbedder, newName string, flags uint32) syscall.Errno {
	parent, known := newParent.(*node)
	if !known || flags&^renameNoReplace != 0 {
		return syscall.EINVAL
	}
	from, trashed := filepath.Join(n.path(), name), ""
	return parent.change(newName, func(path string) syscall.Errno {
		if info, err := os.Lstat(path); err == nil && !info.IsDir() && flags == 0 {
			trashed = n.disk.trashPath()
			if err := os.Link(path, trashed); err != nil {
				return fs.ToErrno(err)
			}
		}
		return n.LoopbackNode.Rename(ctx, name, newParent, newName, flags)
	}, func(path string) error {
		if err := os.Rename(path, from); err != nil || trashed == "" {
			return err
		}
		return os.Rename(trashed, path)
	})
}

func (n *node) OpendirHandle(ctx context.Context, flags uint32) (fs.FileHandle, uint32, syscall.Errno) {
	boot := n.disk.currentBoot()
	if !n.disk.isAlive(boot) {
		return nil, 0, syscall.EIO
	}
	stream, fuseFlags, errno := n.LoopbackNode.OpendirHandle(ctx, flags)
	if errno != 0 {
		return nil, 0, errno
	}
	return &openDirectory{directoryStream: stream.(directoryStream), node: n, boot: boot}, fuseFlags, 0
}

// CopyFileRange leaves copying to the kernel, which reads and writes.
func (n *node) CopyFileRange(context.Context, fs.FileHandle, uint64, *fs.Inode, fs.FileHandle, uint64, uint64, uint64) (uint32, syscall.Errno) {
	return 0, syscall.ENOSYS
}

const renameNoReplace = 1
