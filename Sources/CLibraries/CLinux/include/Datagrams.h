#pragma once
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

/// Room for datagrams that are taken from a socket with one call.
struct cl_datagrams;

/// Room for so many of so many bytes each; NULL when there is no memory. Lives as long as the process.
struct cl_datagrams *cl_datagrams_make(int capacity, size_t size);

/// Takes what waits in a socket, without waiting; returns how many, or -errno. What was taken before is gone.
int cl_datagrams_take(struct cl_datagrams *room, int fd);

/// The bytes of a datagram that was taken, and their count.
const void *cl_datagrams_bytes(const struct cl_datagrams *room, int index, size_t *count);

/// Who sent it.
const struct sockaddr_storage *cl_datagrams_sender(const struct cl_datagrams *room, int index);
