#pragma once
// Not spandsp.h, which wants libtiff: G.722, the detectors and generators of tones, and loss concealment only.
#include <inttypes.h>
#include <stddef.h>
#include <limits.h>
#include <spandsp/telephony.h>
#include <spandsp/logging.h>
#include <spandsp/complex.h>
#include <spandsp/tone_detect.h>
#include <spandsp/tone_generate.h>
#include <spandsp/super_tone_rx.h>
#include <spandsp/dtmf.h>
#include <spandsp/async.h>
#include <spandsp/fsk.h>
#include <spandsp/modem_connect_tones.h>
#include <spandsp/g722.h>
#include <spandsp/plc.h>
