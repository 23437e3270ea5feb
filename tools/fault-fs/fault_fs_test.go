package main

import (
	"bytes"
	"errors"
	"math/rand"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// rig is a mounted disk.
type rig struct {
	*testing.T
	disk *disk
	at   string
}

func mounted(t *testing.T) *rig {
	d, err := newDisk(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	at := t.TempDir()
	server, err := mount(d, at)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Unmount(); err != nil {
			t.Error(err)
		}
	})
	return &rig{t, d, at}
}

func (r *rig) path(name string) string {
	return filepath.Join(r.at, name)
}

func (r *rig) must(err error) {
	r.Helper()
	if err != nil {
		r.Fatal(err)
	}
}

func (r *rig) write(name, content string) *os.File {
	r.Helper()
	file, err := os.OpenFile(r.path(name), os.O_RDWR|os.O_CREATE, 0o600)
	r.must(err)
	r.Cleanup(func() { file.Close() })
	_, err = file.WriteAt([]byte(content), 0)
	r.must(err)
	return file
}

func (r *rig) synced(name, content string) *os.File {
	r.Helper()
	file := r.write(name, content)
	r.must(file.Sync())
	return file
}

func (r *rig) syncDirectory() {
	r.Helper()
	directory, err := os.Open(r.at)
	r.must(err)
	defer directory.Close()
	r.must(directory.Sync())
}

func (r *rig) do(line string) string {
	r.Helper()
	answer, err := r.disk.command(strings.Fields(line), rand.New(rand.NewSource(1)))
	r.must(err)
	return answer
}

func (r *rig) cutPower(how string) {
	r.Helper()
	r.do("power-off " + how)
	r.do("power-on")
}

func (r *rig) expect(name, content string) {
	r.Helper()
	found, err := os.ReadFile(r.path(name))
	r.must(err)
	if string(found) != content {
		r.Errorf("%s contains %.40q of %d bytes, not %.40q", name, found, len(found), content)
	}
}

func (r *rig) expectNone(name string) {
	r.Helper()
	if _, err := os.Stat(r.path(name)); !errors.Is(err, os.ErrNotExist) {
		r.Errorf("%s is there: %v", name, err)
	}
}

func TestKeepsWhatWasSynced(t *testing.T) {
	r := mounted(t)
	r.synced("file", "old")
	r.cutPower("")
	r.expect("file", "old")
}

func TestLosesContentThatWasNotSynced(t *testing.T) {
	r := mounted(t)
	file := r.synced("file", strings.Repeat("a", 3*pageSize))
	_, err := file.WriteAt(bytes.Repeat([]byte("b"), 2*pageSize), pageSize/2)
	r.must(err)
	_, err = file.WriteAt([]byte("longer"), 5*pageSize)
	r.must(err)
	r.cutPower("")
	r.expect("file", strings.Repeat("a", 3*pageSize))
}

func TestLosesWhatCutAFile(t *testing.T) {
	r := mounted(t)
	content := strings.Repeat("x", pageSize+10)
	r.must(r.synced("file", content).Truncate(5))
	r.expect("file", "xxxxx")
	r.cutPower("")
	r.expect("file", content)

	r.must(os.WriteFile(r.path("file"), []byte("short"), 0o600))
	r.cutPower("")
	r.expect("file", content)
}

func TestLosesNamesThatWereNotSynced(t *testing.T) {
	r := mounted(t)
	r.synced("kept", "kept")
	r.synced("replaced", "before")
	r.must(os.Mkdir(r.path("empty"), 0o700))
	r.syncDirectory()

	r.write("new", "content")
	r.must(os.Mkdir(r.path("directory"), 0o700))
	r.must(os.Remove(r.path("kept")))
	r.must(os.Remove(r.path("empty")))
	r.must(os.Rename(r.path("new"), r.path("replaced")))
	r.must(os.Link(r.path("replaced"), r.path("link")))
	r.must(os.Symlink("replaced", r.path("symlink")))
	r.expect("replaced", "content")
	r.cutPower("")

	for _, name := range []string{"new", "directory", "link", "symlink"} {
		r.expectNone(name)
	}
	r.expect("kept", "kept")
	r.expect("replaced", "before")
	if _, err := os.ReadDir(r.path("empty")); err != nil {
		t.Error(err)
	}
}

func TestKeepsNamesOnceADirectoryIsSynced(t *testing.T) {
	r := mounted(t)
	r.synced("old", "old")
	r.synced("new", "new")
	r.must(os.Rename(r.path("new"), r.path("old")))
	r.syncDirectory()
	r.cutPower("")
	r.expect("old", "new")
	r.expectNone("new")
}

func TestSyncsNoNamesWithTheDataOfAFile(t *testing.T) {
	r := mounted(t)
	file := r.write("file", "content")
	r.must(syscall.Fdatasync(int(file.Fd())))
	r.cutPower("")
	r.expectNone("file")
}

func TestSyncsEachWriteWhereThatIsAskedFor(t *testing.T) {
	r := mounted(t)
	r.synced("file", "old")
	file, err := os.OpenFile(r.path("file"), os.O_WRONLY|syscall.O_DSYNC, 0)
	r.must(err)
	defer file.Close()
	_, err = file.Write([]byte("new"))
	r.must(err)
	r.cutPower("")
	r.expect("file", "new")
}

func TestAnswersNothingWithoutPower(t *testing.T) {
	r := mounted(t)
	file := r.synced("file", "content")
	r.do("power-off")
	if _, err := os.ReadFile(r.path("file")); !errors.Is(err, syscall.EIO) {
		t.Errorf("without power: %v", err)
	}
	r.do("power-on")
	r.expect("file", "content")
	if _, err := file.WriteAt([]byte("late"), 0); !errors.Is(err, syscall.EIO) {
		t.Errorf("opened before the power was cut: %v", err)
	}
}

func TestKeepsSomePages(t *testing.T) {
	r := mounted(t)
	file := r.synced("file", strings.Repeat("a", 100*pageSize))
	_, err := file.WriteAt(bytes.Repeat([]byte("b"), 100*pageSize), 0)
	r.must(err)
	r.cutPower("0.5")
	found, err := os.ReadFile(r.path("file"))
	r.must(err)
	if kept := bytes.Count(found, []byte("b")) / pageSize; kept < 20 || kept > 80 || len(found) != 100*pageSize {
		t.Errorf("%d pages of 100 were kept, in %d bytes", kept, len(found))
	}
}

func TestTearsTheLastWrite(t *testing.T) {
	r := mounted(t)
	file := r.synced("file", strings.Repeat("a", 2*pageSize))
	_, err := file.WriteAt(bytes.Repeat([]byte("b"), 2*pageSize), 0)
	r.must(err)
	r.cutPower("0 torn")
	found, err := os.ReadFile(r.path("file"))
	r.must(err)
	kept := bytes.Count(found, []byte("b"))
	if kept == 0 || kept >= 2*pageSize || kept%sectorSize != 0 || !bytes.HasPrefix(found, bytes.Repeat([]byte("b"), kept)) {
		t.Errorf("%d bytes were kept", kept)
	}
}

func TestFailsTheNthOperation(t *testing.T) {
	r := mounted(t)
	file := r.synced("file", "content")
	r.do("fail write 2 ENOSPC 2 fil")
	for i, expected := range []error{nil, syscall.ENOSPC, syscall.ENOSPC, nil} {
		if _, err := file.WriteAt([]byte("x"), 0); !errors.Is(err, expected) {
			t.Errorf("write %d: %v", i+1, err)
		}
	}
	r.do("fail fsync 1 EIO 9 other")
	r.must(file.Sync())
	r.do("fail fsync 1 EIO 9")
	r.do("heal")
	r.must(file.Sync())
}

// Linux counts pages as clean after an fsync that failed, and the next one succeeds without having written them.
func TestLosesWhatAFailedSyncDidNotWrite(t *testing.T) {
	r := mounted(t)
	file := r.synced("file", "old")
	r.write("file", "new")
	r.do("fail fsync 1 EIO")
	if err := file.Sync(); !errors.Is(err, syscall.EIO) {
		t.Fatalf("fsync: %v", err)
	}
	r.must(file.Sync())
	r.cutPower("")
	r.expect("file", "old")

	again := r.synced("file", "new")
	r.must(again.Close())
	r.cutPower("")
	r.expect("file", "new")
}

func TestFlipsOneBit(t *testing.T) {
	r := mounted(t)
	r.synced("file", "aaaa")
	t.Log(r.do("flip file"))
	found, err := os.ReadFile(r.path("file"))
	r.must(err)
	different := 0
	for _, b := range found {
		for x := b ^ 'a'; x != 0; x &= x - 1 {
			different++
		}
	}
	if different != 1 {
		t.Errorf("%d bits differ", different)
	}
}

func TestExplainsWrongCommands(t *testing.T) {
	d, err := newDisk(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"", "explode", "power-on", "power-off 2", "power-off 0 broken", "fail read 1 EIO", "fail write 0 EIO", "fail write 1 EPERM", "fail write 1 EIO x", "flip none"} {
		if answer, err := d.command(strings.Fields(line), rand.New(rand.NewSource(1))); err == nil {
			t.Errorf("%q: %s", line, answer)
		}
	}
}
