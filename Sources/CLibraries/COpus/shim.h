#pragma once
#include <opus.h>

// opus_encoder_ctl is variadic.
static inline int nb_opus_encoder_set(OpusEncoder *encoder, int bits_per_second, int complexity, int loss_percent) {
    int first = opus_encoder_ctl(encoder, OPUS_SET_BITRATE(bits_per_second));
    if (first != OPUS_OK) return first;
    first = opus_encoder_ctl(encoder, OPUS_SET_COMPLEXITY(complexity));
    if (first != OPUS_OK) return first;
    first = opus_encoder_ctl(encoder, OPUS_SET_INBAND_FEC(1));
    if (first != OPUS_OK) return first;
    return opus_encoder_ctl(encoder, OPUS_SET_PACKET_LOSS_PERC(loss_percent));
}
