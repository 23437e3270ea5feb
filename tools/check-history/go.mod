module messaging-server/check-history

go 1.25.0

toolchain go1.25.12

require github.com/anishathalye/porcupine v1.3.1
