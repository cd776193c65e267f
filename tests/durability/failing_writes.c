/* Makes the n-th writing call below a folder fail, once or from then on; for LD_PRELOAD.
 *
 * Counted: open for writing, write, pwrite, fsync, fdatasync, ftruncate, rename and mkdir, of files
 * below the folder that `failing_writes_begin` names. Nothing is counted before that call. Each
 * failure is told on the descriptor given: its number, the call, the file.
 *
 *     cc -shared -fPIC -O1 -o failing_writes.so failing_writes.c -ldl
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static char below[PATH_MAX];
static size_t below_length;
static long fails_at;
static int fails_with, for_ever, tell_on = -1;
static atomic_long count;

void failing_writes_begin(const char *folder, long n, int error, int lasting, int log)
{
    below_length = 0;
    snprintf(below, sizeof below, "%s", folder);
    fails_at = n;
    fails_with = error;
    for_ever = lasting;
    tell_on = log;
    count = 0;
    below_length = strlen(below);
}

long failing_writes_end(void)
{
    below_length = 0;
    return count;
}

static int fails(const char *call, const char *path)
{
    char line[PATH_MAX + 64];
    long number;
    int length;
    if (below_length == 0 || strncmp(path, below, below_length) != 0)
        return 0;
    number = atomic_fetch_add(&count, 1) + 1;
    if (fails_at == 0 || number < fails_at || (number > fails_at && !for_ever))
        return 0;
    length = snprintf(line, sizeof line, "%ld %s %s\n", number, call, path + below_length);
    if (tell_on >= 0)
        syscall(SYS_write, tell_on, line, (size_t)length);
    errno = fails_with;
    return 1;
}

static int fails_on(const char *call, int handle)
{
    char link[64], path[PATH_MAX];
    ssize_t length;
    if (below_length == 0)
        return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", handle);
    length = readlink(link, path, sizeof path - 1);
    if (length < 0)
        return 0;
    path[length] = 0;
    return fails(call, path);
}

static int fails_at_path(const char *call, int folder, const char *path)
{
    char whole[PATH_MAX * 2], link[64];
    ssize_t length;
    if (below_length == 0)
        return 0;
    if (path[0] == '/')
        return fails(call, path);
    if (folder == AT_FDCWD) {
        if (getcwd(whole, PATH_MAX) == NULL)
            return 0;
        length = (ssize_t)strlen(whole);
    } else {
        snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
        length = readlink(link, whole, PATH_MAX - 1);
        if (length < 0)
            return 0;
    }
    snprintf(whole + length, PATH_MAX, "/%s", path);
    return fails(call, whole);
}

#define REAL(name) __typeof__(&name) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)
#define WRITES(flags) ((flags) & (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC))
#define MODE(flags)                                                                        \
    mode_t mode = 0;                                                                       \
    if ((flags) & (O_CREAT | O_TMPFILE)) {                                                 \
        va_list rest;                                                                      \
        va_start(rest, flags);                                                             \
        mode = (mode_t)va_arg(rest, int);                                                  \
        va_end(rest);                                                                      \
    }

int open(const char *path, int flags, ...)
{
    REAL(open);
    MODE(flags)
    return WRITES(flags) && fails_at_path("open", AT_FDCWD, path) ? -1 : real(path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
    REAL(open64);
    MODE(flags)
    return WRITES(flags) && fails_at_path("open", AT_FDCWD, path) ? -1 : real(path, flags, mode);
}

int openat(int folder, const char *path, int flags, ...)
{
    REAL(openat);
    MODE(flags)
    return WRITES(flags) && fails_at_path("open", folder, path) ? -1
                                                                : real(folder, path, flags, mode);
}

int openat64(int folder, const char *path, int flags, ...)
{
    REAL(openat64);
    MODE(flags)
    return WRITES(flags) && fails_at_path("open", folder, path) ? -1
                                                                : real(folder, path, flags, mode);
}

ssize_t write(int handle, const void *data, size_t size)
{
    REAL(write);
    return fails_on("write", handle) ? -1 : real(handle, data, size);
}

ssize_t pwrite(int handle, const void *data, size_t size, off_t at)
{
    REAL(pwrite);
    return fails_on("pwrite", handle) ? -1 : real(handle, data, size, at);
}

ssize_t pwrite64(int handle, const void *data, size_t size, off64_t at)
{
    REAL(pwrite64);
    return fails_on("pwrite", handle) ? -1 : real(handle, data, size, at);
}

int fsync(int handle)
{
    REAL(fsync);
    return fails_on("fsync", handle) ? -1 : real(handle);
}

int fdatasync(int handle)
{
    REAL(fdatasync);
    return fails_on("fdatasync", handle) ? -1 : real(handle);
}

int ftruncate(int handle, off_t size)
{
    REAL(ftruncate);
    return fails_on("ftruncate", handle) ? -1 : real(handle, size);
}

int ftruncate64(int handle, off64_t size)
{
    REAL(ftruncate64);
    return fails_on("ftruncate", handle) ? -1 : real(handle, size);
}

int rename(const char *from, const char *to)
{
    REAL(rename);
    return fails_at_path("rename", AT_FDCWD, to) ? -1 : real(from, to);
}

int renameat(int from_folder, const char *from, int to_folder, const char *to)
{
    REAL(renameat);
    return fails_at_path("rename", to_folder, to) ? -1 : real(from_folder, from, to_folder, to);
}

int mkdir(const char *path, mode_t mode)
{
    REAL(mkdir);
    return fails_at_path("mkdir", AT_FDCWD, path) ? -1 : real(path, mode);
}

int mkdirat(int folder, const char *path, mode_t mode)
{
    REAL(mkdirat);
    return fails_at_path("mkdir", folder, path) ? -1 : real(folder, path, mode);
}
