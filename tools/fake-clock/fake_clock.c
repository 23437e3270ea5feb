/*
 * Shifts the wall clock of the process that preloads it, while the process runs. The file that FAKE_CLOCK names holds the offset in seconds,
 * a 64-bit integer in the byte order of the machine; bin/chaos changes it. Monotonic clocks and all waits are left alone.
 *
 * libfaketime cannot do this for a JVM: version 0.9.10, if it leaves the monotonic clock alone, makes every timed wait return at once.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const volatile int64_t *offset;
static int (*real)(clockid_t, struct timespec *);

__attribute__((constructor)) static void open_clock(void) {
  real = (int (*)(clockid_t, struct timespec *)) dlsym(RTLD_NEXT, "clock_gettime");
  const char *path = getenv("FAKE_CLOCK");
  int file = path == NULL ? -1 : open(path, O_RDONLY | O_CLOEXEC);
  if (file >= 0) {
    void *mapped = mmap(NULL, sizeof *offset, PROT_READ, MAP_SHARED, file, 0);
    offset = mapped == MAP_FAILED ? NULL : mapped;
    close(file);
  }
}

int clock_gettime(clockid_t id, struct timespec *now) {
  /* Other libraries may ask before the constructor has run. */
  int result = real == NULL ? (int) syscall(SYS_clock_gettime, id, now) : real(id, now);
  if (result == 0 && offset != NULL && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE)) {
    now->tv_sec += *offset;
  }
  return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
  (void) zone;
  struct timespec precise;
  int result = clock_gettime(CLOCK_REALTIME, &precise);
  if (result == 0) {
    now->tv_sec = precise.tv_sec;
    now->tv_usec = precise.tv_nsec / 1000;
  }
  return result;
}

time_t time(time_t *now) {
  struct timespec precise;
  time_t seconds = clock_gettime(CLOCK_REALTIME, &precise) == 0 ? precise.tv_sec : (time_t) -1;
  if (now != NULL) {
    *now = seconds;
  }
  return seconds;
}
