// HMAC-SHA1 (RFC 2104), cut to what SRTP asks for.
#include "shared.h"
#include <openssl/core_names.h>
#include <openssl/params.h>
#include <string.h>

enum { most = 20 };

static srtp_err_status_t release(srtp_auth_pointer_t code) {
    EVP_MAC_CTX_free(code->state);
    OPENSSL_free(code);
    return srtp_err_status_ok;
}

static srtp_err_status_t allocate(srtp_auth_pointer_t *made, int key_count, int tag_count) {
    if (key_count < 0 || key_count > most || tag_count < 0 || tag_count > most) return srtp_err_status_bad_param;
    srtp_auth_t *code = OPENSSL_zalloc(sizeof *code);
    EVP_MAC *mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
    if (code && mac) code->state = EVP_MAC_CTX_new(mac);
    EVP_MAC_free(mac);
    if (!code) return srtp_err_status_alloc_fail;
    if (!code->state) {
        release(code);
        return srtp_err_status_alloc_fail;
    }
    code->type = &cs_hmac_sha1;
    code->key_len = key_count;
    code->out_len = tag_count;
    *made = code;
    return srtp_err_status_ok;
}

static srtp_err_status_t set_key(void *state, const uint8_t *key, int count) {
    char digest[] = "SHA1";
    OSSL_PARAM wanted[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0), OSSL_PARAM_construct_end(),
    };
    return EVP_MAC_init(state, key, (size_t)count, wanted) == 1 ? srtp_err_status_ok : srtp_err_status_init_fail;
}

/// Begins anew with the same key.
static srtp_err_status_t start(void *state) {
    return EVP_MAC_init(state, NULL, 0, NULL) == 1 ? srtp_err_status_ok : srtp_err_status_auth_fail;
}

static srtp_err_status_t add(void *state, const uint8_t *octets, int count) {
    return EVP_MAC_update(state, octets, (size_t)count) == 1 ? srtp_err_status_ok : srtp_err_status_auth_fail;
}

static srtp_err_status_t compute(void *state, const uint8_t *octets, int count, int tag_count, uint8_t *tag) {
    uint8_t whole[most];
    size_t written = 0;
    if (tag_count < 0 || tag_count > most) return srtp_err_status_bad_param;
    if (add(state, octets, count) != srtp_err_status_ok) return srtp_err_status_auth_fail;
    if (EVP_MAC_final(state, whole, &written, sizeof whole) != 1 || written < (size_t)tag_count) {
        return srtp_err_status_auth_fail;
    }
    memcpy(tag, whole, (size_t)tag_count);
    return srtp_err_status_ok;
}

// RFC 2202 section 3, the first case.
static const uint8_t test_key[most] = {
    0x0B, 0x0B, 0x0B, 0x0B, 0x0B, 0x0B, 0x0B, 0x0B, 0x0B, 0x0B, 0x0B, 0x0B, 0x0B, 0x0B, 0x0B, 0x0B, 0x0B, 0x0B, 0x0B, 0x0B,
};
static const uint8_t test_text[] = {'H', 'i', ' ', 'T', 'h', 'e', 'r', 'e'};
static const uint8_t test_tag[most] = {
    0xB6, 0x17, 0x31, 0x86, 0x55, 0x05, 0x72, 0x64, 0xE2, 0x8B, 0xC0, 0xB6, 0xFB, 0x37, 0x8C, 0x8E, 0xF1, 0x46, 0xBE, 0x00,
};
static const srtp_auth_test_case_t test = {
    sizeof test_key, test_key, sizeof test_text, test_text, sizeof test_tag, test_tag, NULL,
};

const srtp_auth_type_t cs_hmac_sha1 = {
    allocate, release, set_key, compute, add, start, "HMAC-SHA1 by OpenSSL", &test, SRTP_HMAC_SHA1,
};
