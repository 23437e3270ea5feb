module messaging-server/fault-fs

go 1.25.0

toolchain go1.25.12

require github.com/hanwen/go-fuse/v2 v2.12.1

require golang.org/x/sys v0.28.0 // indirect
