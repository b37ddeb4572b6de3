/*
 * LD_PRELOAD shim: a disk that fails when a test says so, by files in $KASSA_FAULTS.
 * `commit`: the next sync of the journal's log by the thread that wrote to it succeeds, and says EIO
 * all the same; the file is removed. `checkpoint`: while it is there, no write to journal.db succeeds.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static ssize_t (*real_write)(int, const void *, size_t);
static int (*real_fsync)(int);
static const char *faults;
/* Only the writer writes to the log; the thread of the checkpoints syncs it, too. */
static __thread int has_written;

__attribute__((constructor)) static void start(void) {
  real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
  real_write = dlsym(RTLD_NEXT, "write");
  real_fsync = dlsym(RTLD_NEXT, "fsync");
  faults = getenv("KASSA_FAULTS");
}

static int is(int fd, const char *wanted) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  const char *name = strrchr(path, '/');
  return name && !strcmp(name, wanted);
}

static void fault(char *path, size_t size, const char *name) { snprintf(path, size, "%s/%s", faults, name); }

static ssize_t written(int fd, const void *bytes, size_t length, off_t at, int is_at) {
  char path[4096];
  if (faults && is(fd, "/journal.db-wal")) has_written = 1;
  if (faults && is(fd, "/journal.db")) {
    fault(path, sizeof path, "checkpoint");
    if (!access(path, F_OK)) {
      errno = EIO;
      return -1;
    }
  }
  return is_at ? real_pwrite(fd, bytes, length, at) : real_write(fd, bytes, length);
}

ssize_t pwrite(int fd, const void *b, size_t n, off_t at) { return written(fd, b, n, at, 1); }
ssize_t pwrite64(int fd, const void *b, size_t n, off_t at) { return written(fd, b, n, at, 1); }
ssize_t write(int fd, const void *b, size_t n) { return written(fd, b, n, 0, 0); }

static int synced(int fd) {
  char path[4096];
  int done = real_fsync(fd);
  if (!faults || !has_written || !is(fd, "/journal.db-wal")) return done;
  has_written = 0;
  fault(path, sizeof path, "commit");
  if (done || unlink(path)) return done;
  errno = EIO;
  return -1;
}
int fsync(int fd) { return synced(fd); }
int fdatasync(int fd) { return synced(fd); }
