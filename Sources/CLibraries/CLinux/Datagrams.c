#define _GNU_SOURCE
#include "Datagrams.h"
#include <errno.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

struct cl_datagrams {
    int capacity, taken;
    struct mmsghdr *headers;
    struct iovec *parts;
    struct sockaddr_storage *senders;
};

struct cl_datagrams *cl_datagrams_make(int capacity, size_t size) {
    struct cl_datagrams *room = calloc(1, sizeof *room);
    if (!room) return NULL;
    room->capacity = room->taken = capacity;
    room->headers = calloc((size_t)capacity, sizeof *room->headers);
    room->parts = calloc((size_t)capacity, sizeof *room->parts);
    room->senders = calloc((size_t)capacity, sizeof *room->senders);
    char *bytes = malloc((size_t)capacity * size);
    if (!room->headers || !room->parts || !room->senders || !bytes) {
        free(room->headers);
        free(room->parts);
        free(room->senders);
        free(bytes);
        free(room);
        return NULL;
    }
    for (int i = 0; i < capacity; i++) {
        room->parts[i] = (struct iovec){bytes + (size_t)i * size, size};
        room->headers[i].msg_hdr.msg_name = &room->senders[i];
        room->headers[i].msg_hdr.msg_iov = &room->parts[i];
        room->headers[i].msg_hdr.msg_iovlen = 1;
    }
    return room;
}

int cl_datagrams_take(struct cl_datagrams *room, int fd) {
    // The kernel writes the length of each address over the room there is for it.
    for (int i = 0; i < room->taken; i++) room->headers[i].msg_hdr.msg_namelen = sizeof *room->senders;
    int n = (int)syscall(SYS_recvmmsg, fd, room->headers, room->capacity, MSG_DONTWAIT, NULL);
    room->taken = n < 0 ? 0 : n;
    return n < 0 ? -errno : n;
}

const void *cl_datagrams_bytes(const struct cl_datagrams *room, int index, size_t *count) {
    *count = room->headers[index].msg_len;
    return room->parts[index].iov_base;
}

const struct sockaddr_storage *cl_datagrams_sender(const struct cl_datagrams *room, int index) {
    return &room->senders[index];
}
