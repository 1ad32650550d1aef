#pragma once
#include <stddef.h>
#include <stdint.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>

// Unix sockets that keep the boundaries of what is sent (SOCK_SEQPACKET), never wait, and carry files. Results of -errno.

/// Listens at a path that only this user may connect to (mode 0600). The path must be free.
int cl_unix_listen(const char *path, int backlog);

int cl_unix_connect(const char *path);

/// Takes a connection that waits at a listening socket of any kind.
int cl_accept(int fd);

/// The user who connected, or -errno.
long cl_peer_user(int fd);

/// Sends one frame, with an open file when `file` is not negative.
long cl_send_frame(int fd, const void *frame, size_t count, int file);

/// Receives one frame. The result is its true length, which may be more than `room`: then it was cut off. 0 is the end.
/// `file` is the first file that came with it, or -1; others are closed.
long cl_receive_frame(int fd, void *frame, size_t room, int *file);

/// A file without a name, in memory.
int cl_memory_file(const char *label);

/// Makes a file of mode 0600 that must not be there yet, and opens it for writing.
int cl_make_file(const char *path);

/// The length of a file, or -errno.
int64_t cl_file_length(int fd);

/// The socket that systemd listens on for this process (sd_listen_fds(3)), or -1.
int cl_listening_socket_of_service_manager(void);

/// Starts a program in a session of its own, with this process's standard output and error. Its id, or -errno.
int cl_spawn(const char *program, const char *const *arguments);

/// Whether the child has ended; its remains are taken away then.
int cl_has_ended(int child);

/// The user with this name, or -1.
long cl_user_named(const char *name);
