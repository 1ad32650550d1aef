#pragma once
// What Glibc's Swift module does not show, and what its macros hide. Not with _GNU_SOURCE: that changes the shape of
// types which Glibc's own module and other libraries' modules have without it.
#include <errno.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>
#include "Datagrams.h"
#include "UnixSocket.h"

// IPv4 datagrams: addresses in host byte order, results of -errno, since errno is a macro that Swift cannot read.

int cl_udp_open(void);

int cl_udp_bind(int fd, uint32_t ipv4, uint16_t port);

int cl_udp_connect(int fd, uint32_t ipv4, uint16_t port);

int cl_udp_disconnect(int fd);

/// The local port; 0 when it cannot be told.
uint16_t cl_udp_port(int fd);

int cl_set_traffic_class(int fd, int tos);

long cl_receive(int fd, void *buffer, size_t count, uint32_t *ipv4, uint16_t *port);

/// The same without asking who sent it.
long cl_receive_connected(int fd, void *buffer, size_t count);

/// A datagram that was taken with others: its bytes, and when it came in nanoseconds since 1970, 0 when the kernel does not
/// say.
struct cl_datagram {
    size_t count;
    uint64_t came;
};

/// Takes what waits in a connected socket, 8 datagrams at the most, the n-th to `buffer + n * stride`; returns how many.
int cl_receive_waiting(int fd, void *buffer, size_t stride, struct cl_datagram *taken, int capacity);

/// Has the kernel note when each datagram comes.
int cl_stamp_arrivals(int fd);

/// Sends on a connected socket.
long cl_send(int fd, const void *buffer, size_t count);

long cl_send_to(int fd, const void *buffer, size_t count, uint32_t ipv4, uint16_t port);

/// Writes an address where recvfrom would; nothing when there is no room for it.
void cl_fill_address(struct sockaddr *to, socklen_t *count, uint32_t ipv4, uint16_t port);

void cl_set_errno(int code);

/// Fills memory with the system's random numbers; 0, or -errno when there are none.
int cl_random(void *to, size_t count);

// epoll: the event is a packed union, which Swift imports without its layout being checked.

int cl_epoll_add(int epoll, int fd, uint64_t tag);

/// Tells each write to an eventfd once, so that nobody has to read it.
int cl_epoll_add_edge(int epoll, int fd, uint64_t tag);

/// Says what of a descriptor is waited for, which is in the set already if `known`; that it failed is told in any case.
int cl_epoll_watch(int epoll, int fd, uint64_t tag, int known, int reading, int writing);

int cl_epoll_remove(int epoll, int fd);

int cl_epoll_wait(int epoll, struct epoll_event *events, int capacity);

/// The same for so many nanoseconds at the most; for ever when that is negative.
int cl_epoll_wait_for(int epoll, struct epoll_event *events, int capacity, int64_t nanoseconds);

uint64_t cl_epoll_tag(const struct epoll_event *events, int index);

/// Bit 0: it can be read; bit 1: it can be written. Both when it failed or its peer has gone, which is told then.
int cl_epoll_readiness(const struct epoll_event *events, int index);

/// Has the processor fetch memory that is needed soon; any address will do.
static inline void cl_prefetch(const void *memory, size_t count) {
    for (size_t i = 0; i < count; i += 64) __builtin_prefetch((const char *)memory + i, 1);
}

uint64_t cl_monotonic(void);

/// Nanoseconds since 1970.
uint64_t cl_realtime(void);

/// Names the calling thread (15 bytes are kept) and keeps the process's signals away from it.
void cl_prepare_thread(const char *name);

/// How the kernel schedules a thread: SCHED_OTHER, SCHED_RR…; a priority where it is real time; nanoseconds of a time slice
/// where it is not.
struct cl_scheduling {
    uint32_t policy;
    uint32_t priority;
    uint64_t slice;
};

/// How the calling thread is scheduled; 0, or -errno.
int cl_scheduling_get(struct cl_scheduling *now);

/// Has the calling thread scheduled so, at the nice value that it has; what it starts is scheduled as ever. 0, or -errno.
int cl_scheduling_set(struct cl_scheduling wanted);

/// Processor time of the calling thread in nanoseconds.
uint64_t cl_thread_time(void);

/// How often the calling thread has waited for something of its own accord.
uint64_t cl_thread_pauses(void);

/// A timer that expires once, at this time of CLOCK_MONOTONIC; 0 stops it. Nothing is left to be read of an earlier one.
int cl_timer_set(int timer, uint64_t at);

int cl_timer_open(void);

int cl_wake_open(void);

int cl_epoll_open(void);

/// Adds one to an eventfd.
void cl_wake(int fd);

/// Takes the count of an eventfd; 0 when there is none.
uint64_t cl_take_count(int fd);

/// Makes the C library keep memory that was freed, instead of giving it back to the kernel and asking again: the buffers
/// of each turn of the event loop would otherwise cost system calls and page faults. Call it before there are threads.
void cl_keep_freed_memory(void);

/// Lets the process open 65,536 files, or as many as it may ask for: a login shell says 1,024, and a call needs four. Makes
/// room for 16,384 of them now, for which it waits some 10 ms when there are other threads already.
void cl_allow_files(void);

/// Where the program's code ends that is its own and not a library's: libraries are linked behind it.
uintptr_t cl_end_of_own_code(void);

/// Where the code of the Swift runtime ends, with its standard library and its tasks: linked before Foundation.
uintptr_t cl_end_of_runtime(void);

/// Maps the pages of this code now, and not one by one when they are first run. Advice: it may fail.
void cl_map_code(uintptr_t address, size_t count);
