/*
 * LD_PRELOAD shim: each fsync takes $KASSA_FSYNC_MS longer, as on a worn card. Writes are as fast as
 * the disk. libSQL syncs its log by fdatasync or fsync, so both are slowed.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

static useconds_t wait_us;
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);

__attribute__((constructor)) static void start(void) {
  real_fsync = dlsym(RTLD_NEXT, "fsync");
  real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
  const char *ms = getenv("KASSA_FSYNC_MS");
  wait_us = ms ? (useconds_t)atoi(ms) * 1000 : 0;
}

int fsync(int fd) {
  usleep(wait_us);
  return real_fsync(fd);
}

int fdatasync(int fd) {
  usleep(wait_us);
  return real_fdatasync(fd);
}
