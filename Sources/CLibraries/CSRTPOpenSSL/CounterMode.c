// AES-128 in counter mode as SRTP has it (RFC 3711 section 4.1.1): the first counter is the salt XOR what is given.
#include "shared.h"
#include <string.h>

enum { key_octets = 16, salt_octets = 14, block = 16 };

struct state {
    EVP_CIPHER_CTX *cipher;
    uint8_t salt[block];
};

static srtp_err_status_t release(srtp_cipher_pointer_t cipher) {
    struct state *state = cipher->state;
    if (state) {
        EVP_CIPHER_CTX_free(state->cipher);
        OPENSSL_clear_free(state, sizeof *state);
    }
    OPENSSL_free(cipher);
    return srtp_err_status_ok;
}

static srtp_err_status_t allocate(srtp_cipher_pointer_t *made, int key_count, int tag_count) {
    (void)tag_count;
    if (key_count != key_octets + salt_octets) return srtp_err_status_bad_param;
    srtp_cipher_t *cipher = OPENSSL_zalloc(sizeof *cipher);
    if (!cipher) return srtp_err_status_alloc_fail;
    struct state *state = OPENSSL_zalloc(sizeof *state);
    cipher->state = state;
    if (state) state->cipher = EVP_CIPHER_CTX_new();
    if (!state || !state->cipher) {
        release(cipher);
        return srtp_err_status_alloc_fail;
    }
    cipher->type = &cs_counter_mode;
    cipher->key_len = key_count;
    cipher->algorithm = SRTP_AES_ICM_128;
    *made = cipher;
    return srtp_err_status_ok;
}

static srtp_err_status_t set_key(void *context, const uint8_t *key) {
    struct state *state = context;
    memset(state->salt, 0, sizeof state->salt);
    memcpy(state->salt, key + key_octets, salt_octets);
    return EVP_EncryptInit_ex(state->cipher, EVP_aes_128_ctr(), NULL, key, state->salt) == 1 ? srtp_err_status_ok
                                                                                               : srtp_err_status_init_fail;
}

static srtp_err_status_t set_counter(void *context, uint8_t *given, srtp_cipher_direction_t direction) {
    (void)direction;
    struct state *state = context;
    uint8_t counter[block];
    for (int i = 0; i < block; i++) counter[i] = state->salt[i] ^ given[i];
    return EVP_EncryptInit_ex(state->cipher, NULL, NULL, NULL, counter) == 1 ? srtp_err_status_ok
                                                                               : srtp_err_status_cipher_fail;
}

/// Encrypting and decrypting are the same.
static srtp_err_status_t pass(void *context, uint8_t *octets, unsigned int *count) {
    struct state *state = context;
    int written = 0;
    if (EVP_EncryptUpdate(state->cipher, octets, &written, octets, (int)*count) != 1) return srtp_err_status_cipher_fail;
    *count = (unsigned int)written;
    return srtp_err_status_ok;
}

// RFC 3711 appendix B.2: the first 32 octets of the keystream.
static const uint8_t test_key[key_octets + salt_octets] = {
    0x2B, 0x7E, 0x15, 0x16, 0x28, 0xAE, 0xD2, 0xA6, 0xAB, 0xF7, 0x15, 0x88, 0x09, 0xCF, 0x4F,
    0x3C, 0xF0, 0xF1, 0xF2, 0xF3, 0xF4, 0xF5, 0xF6, 0xF7, 0xF8, 0xF9, 0xFA, 0xFB, 0xFC, 0xFD,
};
static uint8_t test_counter[block];
static const uint8_t test_zeros[2 * block];
static const uint8_t test_stream[2 * block] = {
    0xE0, 0x3E, 0xAD, 0x09, 0x35, 0xC9, 0x5E, 0x80, 0xE1, 0x66, 0xB1, 0x6D, 0xD9, 0x2B, 0x4E, 0xB4,
    0xD2, 0x35, 0x13, 0x16, 0x2B, 0x02, 0xD0, 0xF7, 0x2A, 0x43, 0xA2, 0xFE, 0x4A, 0x5F, 0x97, 0xAB,
};
static const srtp_cipher_test_case_t test = {
    sizeof test_key, test_key, test_counter, sizeof test_zeros, test_zeros, sizeof test_stream, test_stream, 0, NULL, 0, NULL,
};

const srtp_cipher_type_t cs_counter_mode = {
    allocate, release, set_key, NULL, pass, pass, set_counter, NULL, "AES-128 counter mode by OpenSSL", &test, SRTP_AES_ICM_128,
};
