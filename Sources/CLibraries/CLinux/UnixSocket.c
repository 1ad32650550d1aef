#define _GNU_SOURCE
#include "UnixSocket.h"
#include <errno.h>
#include <pwd.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static int cl_unix_address(const char *path, struct sockaddr_un *a) {
    memset(a, 0, sizeof *a);
    a->sun_family = AF_UNIX;
    if (!*path || strlen(path) >= sizeof a->sun_path) return -ENAMETOOLONG;
    strcpy(a->sun_path, path);
    return 0;
}

static int cl_unix_open(void) {
    int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    return fd < 0 ? -errno : fd;
}

int cl_unix_listen(const char *path, int backlog) {
    struct sockaddr_un a;
    int result = cl_unix_address(path, &a);
    if (result < 0) return result;
    int fd = cl_unix_open();
    if (fd < 0) return fd;
    // Nobody may connect before the mode is right.
    mode_t before = umask(0177);
    result = bind(fd, (struct sockaddr *)&a, sizeof a);
    int code = errno;
    umask(before);
    if (result < 0 || listen(fd, backlog) < 0) {
        if (result == 0) code = errno;
        close(fd);
        return -code;
    }
    return fd;
}

int cl_unix_connect(const char *path) {
    struct sockaddr_un a;
    int result = cl_unix_address(path, &a);
    if (result < 0) return result;
    int fd = cl_unix_open();
    if (fd < 0) return fd;
    if (connect(fd, (struct sockaddr *)&a, sizeof a) < 0) {
        int code = errno;
        close(fd);
        return -code;
    }
    return fd;
}

int cl_accept(int fd) {
    int client = accept4(fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    return client < 0 ? -errno : client;
}

long cl_peer_user(int fd) {
    struct ucred who;
    socklen_t n = sizeof who;
    return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &n) < 0 ? -errno : (long)who.uid;
}

long cl_send_frame(int fd, const void *frame, size_t count, int file) {
    struct iovec part = {.iov_base = (void *)frame, .iov_len = count};
    union {
        char room[CMSG_SPACE(sizeof(int))];
        struct cmsghdr alignment;
    } control;
    memset(&control, 0, sizeof control);
    struct msghdr m = {.msg_iov = &part, .msg_iovlen = 1};
    if (file >= 0) {
        m.msg_control = control.room;
        m.msg_controllen = sizeof control.room;
        struct cmsghdr *c = CMSG_FIRSTHDR(&m);
        c->cmsg_level = SOL_SOCKET;
        c->cmsg_type = SCM_RIGHTS;
        c->cmsg_len = CMSG_LEN(sizeof(int));
        memcpy(CMSG_DATA(c), &file, sizeof file);
    }
    long sent;
    do sent = sendmsg(fd, &m, MSG_DONTWAIT | MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    return sent < 0 ? -errno : sent;
}

long cl_receive_frame(int fd, void *frame, size_t room, int *file) {
    struct iovec part = {.iov_base = frame, .iov_len = room};
    union {
        char room[CMSG_SPACE(16 * sizeof(int))];
        struct cmsghdr alignment;
    } control;
    struct msghdr m = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.room, .msg_controllen = sizeof control.room};
    *file = -1;
    long got;
    do got = recvmsg(fd, &m, MSG_DONTWAIT | MSG_TRUNC | MSG_CMSG_CLOEXEC);
    while (got < 0 && errno == EINTR);
    if (got < 0) return -errno;
    for (struct cmsghdr *c = CMSG_FIRSTHDR(&m); c; c = CMSG_NXTHDR(&m, c)) {
        if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS) continue;
        size_t count = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (size_t i = 0; i < count; i++) {
            int each;
            memcpy(&each, CMSG_DATA(c) + i * sizeof each, sizeof each);
            if (*file < 0) *file = each;
            else close(each);
        }
    }
    return got;
}

int cl_memory_file(const char *label) {
    int fd = memfd_create(label, MFD_CLOEXEC);
    return fd < 0 ? -errno : fd;
}

int cl_make_file(const char *path) {
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    return fd < 0 ? -errno : fd;
}

int64_t cl_file_length(int fd) {
    struct stat s;
    return fstat(fd, &s) < 0 ? -errno : (int64_t)s.st_size;
}

int cl_listening_socket_of_service_manager(void) {
    const char *pid = getenv("LISTEN_PID"), *count = getenv("LISTEN_FDS");
    if (!pid || !count || atol(pid) != (long)getpid() || atoi(count) < 1) return -1;
    // They begin at 3.
    fcntl(3, F_SETFD, FD_CLOEXEC);
    fcntl(3, F_SETFL, fcntl(3, F_GETFL) | O_NONBLOCK);
    return 3;
}

int cl_spawn(const char *program, const char *const *arguments) {
    posix_spawnattr_t how;
    posix_spawn_file_actions_t files;
    posix_spawnattr_init(&how);
    posix_spawn_file_actions_init(&files);
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&how, &none);
    posix_spawnattr_setsigdefault(&how, &all);
    posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
    // Not systemd's sockets nor its ear: those are for the one who starts it.
    extern char **environ;
    char *kept[256];
    size_t n = 0;
    for (char **e = environ; *e && n < 255; e++)
        if (strncmp(*e, "LISTEN_", 7) && strncmp(*e, "NOTIFY_SOCKET=", 14) && strncmp(*e, "WATCHDOG_", 9)) kept[n++] = *e;
    kept[n] = NULL;
    pid_t child = 0;
    int result = posix_spawn(&child, program, &files, &how, (char *const *)arguments, kept);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&how);
    return result ? -result : (int)child;
}

int cl_has_ended(int child) {
    int status;
    pid_t got = waitpid(child, &status, WNOHANG);
    return got == child || (got < 0 && errno == ECHILD);
}

long cl_user_named(const char *name) {
    struct passwd entry, *found = NULL;
    char room[4096];
    if (getpwnam_r(name, &entry, room, sizeof room, &found) != 0 || !found) return -1;
    return (long)found->pw_uid;
}
