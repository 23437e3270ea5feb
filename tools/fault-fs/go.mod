module messaging-server/fault-fs

go 1.26.0

toolchain go1.26.8

require github.com/hanwen/go-fuse/v2 v2.12.1

require golang.org/x/sys v0.50.0 // indirect
