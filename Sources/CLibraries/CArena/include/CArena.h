#pragma once
#include <stddef.h>

// Memory for objects that die together: what a parser makes of one message, and nobody keeps.
//
// Each thread has CARENA_BYTES of its own. Between carena_open and carena_close, carena_malloc hands them out one
// behind the other, and carena_free takes nothing back: closing does, all at once. What does not fit, and what is asked
// for outside, comes from malloc and goes back to free as usual.
//
// A block must be freed by the thread that asked for it, and must not be used after the close of its scope.

enum { CARENA_BYTES = 32768 };

void *carena_malloc(size_t size);
void *carena_realloc(void *block, size_t size);
void carena_free(void *block);

// Opens a scope, also within another; what it returns closes it. Scopes close in the reverse order.
size_t carena_open(void);
void carena_close(size_t scope);

// Whether something came from malloc since the outermost scope was opened. While it is 0, nothing made in the scope
// needs to be freed before the close.
int carena_is_exceeded(void);

// Whether it hands out memory of its own. Under the address sanitizer it does not: everything comes from malloc then.
int carena_is_on(void);
