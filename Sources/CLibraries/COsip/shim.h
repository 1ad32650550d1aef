#pragma once
// osip's headers are not self-contained: these come first.
#include <sys/types.h>
#include <sys/time.h>
#include <time.h>
#include <stdio.h>
#include <stdarg.h>
#include <osipparser2/osip_port.h>
#include <osipparser2/osip_parser.h>

// `osip_free` is a macro, which Swift does not see.
static inline void cosip_free(void *pointer) { osip_free(pointer); }

static inline void cosip_discard_trace(const char *file, int line, osip_trace_level_t level, const char *format,
                                       va_list arguments) {
  (void)file; (void)line; (void)level; (void)format; (void)arguments;
}
// osip logs to standard output unless a trace function is installed; its hook takes a va_list.
static inline void cosip_silence(void) { osip_trace_initialize_func(END_TRACE_LEVEL, cosip_discard_trace); }
