#define _GNU_SOURCE
#include <malloc.h>
#include "CLinux.h"
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/syscall.h>

static struct sockaddr_in cl_address(uint32_t ipv4, uint16_t port) {
    struct sockaddr_in a;
    memset(&a, 0, sizeof a);
    a.sin_family = AF_INET;
    a.sin_addr.s_addr = htonl(ipv4);
    a.sin_port = htons(port);
    return a;
}

int cl_udp_open(void) {
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    return fd < 0 ? -errno : fd;
}

int cl_udp_bind(int fd, uint32_t ipv4, uint16_t port) {
    struct sockaddr_in a = cl_address(ipv4, port);
    return bind(fd, (struct sockaddr *)&a, sizeof a) < 0 ? -errno : 0;
}

int cl_udp_connect(int fd, uint32_t ipv4, uint16_t port) {
    struct sockaddr_in a = cl_address(ipv4, port);
    return connect(fd, (struct sockaddr *)&a, sizeof a) < 0 ? -errno : 0;
}

int cl_udp_disconnect(int fd) {
    struct sockaddr a;
    memset(&a, 0, sizeof a);
    a.sa_family = AF_UNSPEC;
    return connect(fd, &a, sizeof a) < 0 ? -errno : 0;
}

uint16_t cl_udp_port(int fd) {
    struct sockaddr_in a;
    socklen_t n = sizeof a;
    return getsockname(fd, (struct sockaddr *)&a, &n) < 0 ? 0 : ntohs(a.sin_port);
}

int cl_set_traffic_class(int fd, int tos) {
    return setsockopt(fd, IPPROTO_IP, IP_TOS, &tos, sizeof tos) < 0 ? -errno : 0;
}

long cl_receive(int fd, void *buffer, size_t count, uint32_t *ipv4, uint16_t *port) {
    struct sockaddr_in a;
    socklen_t n = sizeof a;
    long got = syscall(SYS_recvfrom, fd, buffer, count, MSG_DONTWAIT | MSG_TRUNC, (struct sockaddr *)&a, &n);
    if (got < 0) return -errno;
    *ipv4 = ntohl(a.sin_addr.s_addr);
    *port = ntohs(a.sin_port);
    return got;
}

long cl_receive_connected(int fd, void *buffer, size_t count) {
    long got = syscall(SYS_recvfrom, fd, buffer, count, MSG_DONTWAIT | MSG_TRUNC, NULL, NULL);
    return got < 0 ? -errno : got;
}

int cl_receive_waiting(int fd, void *buffer, size_t stride, struct cl_datagram *taken, int capacity) {
    enum { most = 8 };
    struct mmsghdr headers[most];
    struct iovec parts[most];
    union { char bytes[CMSG_SPACE(sizeof(struct timespec))]; struct cmsghdr aligned; } notes[most];
    if (capacity > most) capacity = most;
    memset(headers, 0, sizeof headers);
    for (int i = 0; i < capacity; i++) {
        parts[i] = (struct iovec){(char *)buffer + (size_t)i * stride, stride};
        headers[i].msg_hdr.msg_iov = &parts[i];
        headers[i].msg_hdr.msg_iovlen = 1;
        headers[i].msg_hdr.msg_control = &notes[i];
        headers[i].msg_hdr.msg_controllen = sizeof notes[i];
    }
    int n = (int)syscall(SYS_recvmmsg, fd, headers, capacity, MSG_DONTWAIT | MSG_TRUNC, NULL);
    if (n < 0) return -errno;
    for (int i = 0; i < n; i++) {
        struct cmsghdr *note = CMSG_FIRSTHDR(&headers[i].msg_hdr);
        taken[i] = (struct cl_datagram){headers[i].msg_len, 0};
        if (!note || note->cmsg_level != SOL_SOCKET || note->cmsg_type != SCM_TIMESTAMPNS) continue;
        struct timespec t;
        memcpy(&t, CMSG_DATA(note), sizeof t);
        taken[i].came = (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
    }
    return n;
}

int cl_stamp_arrivals(int fd) {
    int on = 1;
    return setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on) < 0 ? -errno : 0;
}

long cl_send(int fd, const void *buffer, size_t count) {
    long sent = syscall(SYS_sendto, fd, buffer, count, MSG_DONTWAIT | MSG_NOSIGNAL, NULL, 0);
    return sent < 0 ? -errno : sent;
}

long cl_send_to(int fd, const void *buffer, size_t count, uint32_t ipv4, uint16_t port) {
    struct sockaddr_in a = cl_address(ipv4, port);
    long sent = syscall(SYS_sendto, fd, buffer, count, MSG_DONTWAIT | MSG_NOSIGNAL, &a, sizeof a);
    return sent < 0 ? -errno : sent;
}

void cl_fill_address(struct sockaddr *to, socklen_t *count, uint32_t ipv4, uint16_t port) {
    struct sockaddr_in a = cl_address(ipv4, port);
    if (!to || !count || *count < sizeof a) return;
    memcpy(to, &a, sizeof a);
    *count = sizeof a;
}

int cl_random(void *to, size_t count) { return getrandom(to, count, 0) == (ssize_t)count ? 0 : -errno; }

void cl_set_errno(int code) { errno = code; }

static int cl_epoll_control(int epoll, int operation, int fd, uint64_t tag, uint32_t wanted) {
    struct epoll_event e;
    memset(&e, 0, sizeof e);
    e.events = wanted;
    e.data.u64 = tag;
    return epoll_ctl(epoll, operation, fd, &e) < 0 ? -errno : 0;
}

int cl_epoll_add(int epoll, int fd, uint64_t tag) {
    return cl_epoll_control(epoll, EPOLL_CTL_ADD, fd, tag, EPOLLIN);
}

int cl_epoll_add_edge(int epoll, int fd, uint64_t tag) {
    return cl_epoll_control(epoll, EPOLL_CTL_ADD, fd, tag, EPOLLIN | EPOLLET);
}

int cl_epoll_watch(int epoll, int fd, uint64_t tag, int known, int reading, int writing) {
    uint32_t wanted = (reading ? EPOLLIN : 0) | (writing ? EPOLLOUT : 0);
    return cl_epoll_control(epoll, known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd, tag, wanted);
}

int cl_epoll_remove(int epoll, int fd) {
    return epoll_ctl(epoll, EPOLL_CTL_DEL, fd, NULL) < 0 ? -errno : 0;
}

int cl_epoll_wait(int epoll, struct epoll_event *events, int capacity) {
    // Not the C library's, here and where packets are received and sent: they are points at which a thread can be cancelled,
    // and pay an atomic exchange before and after for what nobody does here.
    int n = (int)syscall(SYS_epoll_pwait, epoll, events, capacity, -1, NULL, 0);
    return n < 0 ? -errno : n;
}

int cl_epoll_wait_for(int epoll, struct epoll_event *events, int capacity, int64_t nanoseconds) {
    if (nanoseconds < 0) return cl_epoll_wait(epoll, events, capacity);
    struct timespec pause = {(time_t)(nanoseconds / 1000000000), (long)(nanoseconds % 1000000000)};
    int n = (int)syscall(SYS_epoll_pwait2, epoll, events, capacity, &pause, NULL, 0);
    if (n < 0 && (errno == ENOSYS || errno == EPERM)) {
        // A kernel or a filter from before 2021: whole milliseconds, and never too early.
        int64_t rounded = (nanoseconds + 999999) / 1000000;
        int milliseconds = rounded > INT32_MAX ? INT32_MAX : (int)rounded;
        n = (int)syscall(SYS_epoll_pwait, epoll, events, capacity, milliseconds, NULL, 0);
    }
    return n < 0 ? -errno : n;
}

uint64_t cl_epoll_tag(const struct epoll_event *events, int index) { return events[index].data.u64; }

int cl_epoll_readiness(const struct epoll_event *events, int index) {
    uint32_t seen = events[index].events;
    if (seen & (EPOLLERR | EPOLLHUP)) return 3;
    return (seen & EPOLLIN ? 1 : 0) | (seen & EPOLLOUT ? 2 : 0);
}

uint64_t cl_monotonic(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

uint64_t cl_realtime(void) {
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

int cl_timer_set(int timer, uint64_t at) {
    struct itimerspec s;
    memset(&s, 0, sizeof s);
    s.it_value.tv_sec = (time_t)(at / 1000000000u);
    s.it_value.tv_nsec = (long)(at % 1000000000u);
    return timerfd_settime(timer, TFD_TIMER_ABSTIME, &s, NULL) < 0 ? -errno : 0;
}

int cl_timer_open(void) {
    int fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    return fd < 0 ? -errno : fd;
}

int cl_wake_open(void) {
    int fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    return fd < 0 ? -errno : fd;
}

int cl_epoll_open(void) {
    int fd = epoll_create1(EPOLL_CLOEXEC);
    return fd < 0 ? -errno : fd;
}

void cl_wake(int fd) {
    uint64_t one = 1;
    ssize_t n = write(fd, &one, sizeof one);
    (void)n;
}

uint64_t cl_take_count(int fd) {
    uint64_t count = 0;
    return read(fd, &count, sizeof count) == sizeof count ? count : 0;
}

void cl_prepare_thread(const char *name) {
    char kept[16];
    snprintf(kept, sizeof kept, "%s", name);
    pthread_setname_np(pthread_self(), kept);
    // Not those with which a crash is reported.
    static const int meant[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGCHLD, SIGPIPE, SIGALRM};
    sigset_t others;
    sigemptyset(&others);
    for (size_t i = 0; i < sizeof meant / sizeof *meant; i++) sigaddset(&others, meant[i]);
    pthread_sigmask(SIG_BLOCK, &others, NULL);
}

// The kernel's structure in its first form; Debian 12's C library does not know it.
struct cl_attributes {
    uint32_t size, policy;
    uint64_t flags;
    int32_t nice;
    uint32_t priority;
    uint64_t runtime, deadline, period;
};

static int cl_attributes_get(struct cl_attributes *a) {
    memset(a, 0, sizeof *a);
    return syscall(SYS_sched_getattr, 0, a, sizeof *a, 0) < 0 ? -errno : 0;
}

int cl_scheduling_get(struct cl_scheduling *now) {
    struct cl_attributes a;
    int result = cl_attributes_get(&a);
    *now = (struct cl_scheduling){a.policy, a.priority, a.runtime};
    return result;
}

int cl_scheduling_set(struct cl_scheduling wanted) {
    struct cl_attributes a;
    int result = cl_attributes_get(&a);
    if (result < 0) return result;
    a.size = sizeof a;
    // Of a thread in real time the kernel does not say it, and to ask for another one may not be permitted.
    if (a.policy == SCHED_FIFO || a.policy == SCHED_RR) a.nice = getpriority(PRIO_PROCESS, 0);
    a.policy = wanted.policy;
    a.flags = 1;  // SCHED_FLAG_RESET_ON_FORK
    a.priority = wanted.priority;
    a.runtime = wanted.slice;
    a.deadline = a.period = 0;
    return syscall(SYS_sched_setattr, 0, &a, 0) < 0 ? -errno : 0;
}

uint64_t cl_thread_time(void) {
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

uint64_t cl_thread_pauses(void) {
    struct rusage u;
    return getrusage(RUSAGE_THREAD, &u) < 0 ? 0 : (uint64_t)u.ru_nvcsw;
}

void cl_keep_freed_memory(void) {
    mallopt(M_MMAP_THRESHOLD, 32 << 20);
    mallopt(M_TRIM_THRESHOLD, 64 << 20);
    mallopt(M_TOP_PAD, 1 << 20);
    // One arena: the others grow page by page with a system call each, and what one thread frees helps no other.
    mallopt(M_ARENA_MAX, 1);
}

void cl_allow_files(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) < 0) return;
    if (limit.rlim_cur < 65536) {
        limit.rlim_cur = limit.rlim_max < 65536 ? limit.rlim_max : 65536;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
    // The kernel's table of them doubles as they are opened, and each time the thread that opens one waits until every
    // processor has passed by, 8 ms: a media thread with all its calls. It grows now instead.
    int most = limit.rlim_cur < 16384 ? (int)limit.rlim_cur : 16384;
    int last = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, most - 1);
    if (last >= 0) close(last);
}

extern int main(int, char **);

uintptr_t cl_end_of_own_code(void) { return (uintptr_t)main; }

// The last of what the Swift runtime exports for tasks.
extern void swift_task_localsCopyTo(void *);

uintptr_t cl_end_of_runtime(void) { return (uintptr_t)swift_task_localsCopyTo; }

void cl_map_code(uintptr_t address, size_t count) { madvise((void *)address, count, MADV_POPULATE_READ); }
