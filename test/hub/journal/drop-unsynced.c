/*
 * LD_PRELOAD shim: remembers what was written to journal.db and its log since the last fsync of
 * each, so that a test can take it back after the process died. That is a power cut: unlike
 * SIGKILL, which loses nothing that was written.
 *
 * Each change is put down in $KASSA_UNDO before it is made: header, then the bytes that were there.
 * A sync is put down after it returned, with the place in the notes where it began: what was written
 * meanwhile by another thread is not counted as synced. File names (creation, rename) count as
 * durable at once. $KASSA_SYNC=off makes fsync do nothing, to show that the shim bites.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WRITE = 1, SYNC = 2, TRUNCATE = 3 };

struct note {
  uint32_t kind, saved;          /* saved: bytes of old content that follow */
  uint64_t inode, offset, size;  /* size: of the file before; SYNC: offset = where the sync began */
  uint64_t length;               /* WRITE: bytes written */
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int undo = -1;
static ino_t undo_inode;

static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static ssize_t (*real_write)(int, const void *, size_t);
static int (*real_ftruncate)(int, off_t);
static int (*real_fsync)(int);

__attribute__((constructor)) static void start(void) {
  real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
  real_write = dlsym(RTLD_NEXT, "write");
  real_ftruncate = dlsym(RTLD_NEXT, "ftruncate64");
  real_fsync = dlsym(RTLD_NEXT, "fsync");
  const char *path = getenv("KASSA_UNDO");
  if (!path) return;
  int low = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (low < 0) abort();
  /* Far from the numbers that programs close by habit. */
  undo = fcntl(low, F_DUPFD_CLOEXEC, 900);
  if (undo < 0) abort();
  close(low);
  struct stat st;
  fstat(undo, &st);
  undo_inode = st.st_ino;
}

static int is_journal(int fd, struct stat *st) {
  char link[64], path[4096];
  if (undo < 0 || fd == undo) return 0;
  strcpy(link, "/proc/self/fd/");
  char digits[16];
  int n = 0, rest = fd;
  do { digits[n++] = '0' + rest % 10; rest /= 10; } while (rest);
  char *end = link + strlen(link);
  while (n) *end++ = digits[--n];
  *end = 0;
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  const char *name = strrchr(path, '/');
  if (!name || (strcmp(name, "/journal.db") && strcmp(name, "/journal.db-wal"))) return 0;
  return fstat(fd, st) == 0;
}

static void put(struct note *note, const void *old) {
  static char buffer[1 << 22];
  memcpy(buffer, note, sizeof *note);
  if (note->saved) memcpy(buffer + sizeof *note, old, note->saved);
  struct stat st;
  if (fstat(undo, &st) || st.st_ino != undo_inode) abort();
  if (real_write(undo, buffer, sizeof *note + note->saved) < 0) abort();
}

static void remember(int fd, struct stat *st, uint32_t kind, off_t offset, size_t length) {
  static char old[1 << 21];
  struct note note = {kind, 0, st->st_ino, offset, st->st_size, length};
  if (length > sizeof old) abort();
  ssize_t got = pread(fd, old, length, offset);
  note.saved = got > 0 ? got : 0;
  put(&note, old);
}

static ssize_t changed(int fd, const void *bytes, size_t length, off_t offset) {
  struct stat st;
  if (!is_journal(fd, &st)) return real_pwrite(fd, bytes, length, offset);
  pthread_mutex_lock(&lock);
  remember(fd, &st, WRITE, offset, length);
  ssize_t done = real_pwrite(fd, bytes, length, offset);
  pthread_mutex_unlock(&lock);
  return done;
}

ssize_t pwrite(int fd, const void *b, size_t n, off_t at) { return changed(fd, b, n, at); }
ssize_t pwrite64(int fd, const void *b, size_t n, off_t at) { return changed(fd, b, n, at); }

ssize_t write(int fd, const void *bytes, size_t length) {
  struct stat st;
  if (!is_journal(fd, &st)) return real_write(fd, bytes, length);
  pthread_mutex_lock(&lock);
  remember(fd, &st, WRITE, lseek(fd, 0, SEEK_CUR), length);
  ssize_t done = real_write(fd, bytes, length);
  pthread_mutex_unlock(&lock);
  return done;
}

static int cut(int fd, off_t size) {
  struct stat st;
  if (!is_journal(fd, &st)) return real_ftruncate(fd, size);
  pthread_mutex_lock(&lock);
  size_t gone = st.st_size > size ? st.st_size - size : 0;
  remember(fd, &st, TRUNCATE, size, gone);
  int done = real_ftruncate(fd, size);
  pthread_mutex_unlock(&lock);
  return done;
}
int ftruncate(int fd, off_t size) { return cut(fd, size); }
int ftruncate64(int fd, off_t size) { return cut(fd, size); }

static int synced(int fd) {
  struct stat st;
  if (!is_journal(fd, &st)) return real_fsync(fd);
  const char *setting = getenv("KASSA_SYNC");
  if (setting && !strcmp(setting, "off")) return 0;
  struct note note = {SYNC, 0, st.st_ino, lseek(undo, 0, SEEK_END), 0, 0};
  int done = real_fsync(fd);
  if (done == 0) {
    pthread_mutex_lock(&lock);
    put(&note, NULL);
    pthread_mutex_unlock(&lock);
  }
  return done;
}
int fsync(int fd) { return synced(fd); }
int fdatasync(int fd) { return synced(fd); }
