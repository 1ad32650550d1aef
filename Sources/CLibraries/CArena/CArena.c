#include "CArena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

// The address sanitizer finds what a parser does wrong only in memory that it hands out itself.
#if defined(__SANITIZE_ADDRESS__)
#define CARENA_IS_OFF 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define CARENA_IS_OFF 1
#endif
#endif

static _Thread_local struct {
  _Alignas(16) unsigned char bytes[CARENA_BYTES];
  size_t used;
  unsigned depth;
  int exceeded;
} arena;

static int is_inside(const void *block) {
  // One comparison: what lies below the arena wraps around to a large number.
  return (uintptr_t)block - (uintptr_t)arena.bytes < CARENA_BYTES;
}

void *carena_malloc(size_t size) {
  if (size == 0) size = 1;  // An empty block at the very end would lie outside.
  if (arena.depth == 0) return malloc(size);
#ifndef CARENA_IS_OFF
  if (size <= CARENA_BYTES - arena.used) {
    void *block = arena.bytes + arena.used;
    arena.used = (arena.used + size + 15) & ~(size_t)15;
    return block;
  }
#endif
  arena.exceeded = 1;
  return malloc(size);
}

void *carena_realloc(void *block, size_t size) {
  if (block == NULL) return carena_malloc(size);
  if (!is_inside(block)) return realloc(block, size);
  // The old length is not known, but the block ends where the arena is used up to. What is copied beyond it is as
  // undefined as realloc's caller expects.
  size_t rest = arena.used - (size_t)((unsigned char *)block - arena.bytes);
  void *larger = carena_malloc(size);
  if (larger == NULL) return NULL;
  memcpy(larger, block, size < rest ? size : rest);
  return larger;
}

void carena_free(void *block) {
  if (!is_inside(block)) free(block);
}

size_t carena_open(void) {
  if (arena.depth++ == 0) arena.exceeded = 0;
  return arena.used;
}

void carena_close(size_t scope) {
  arena.used = scope;
  arena.depth--;
}

int carena_is_exceeded(void) { return arena.exceeded; }

int carena_is_on(void) {
#ifdef CARENA_IS_OFF
  return 0;
#else
  return 1;
#endif
}
