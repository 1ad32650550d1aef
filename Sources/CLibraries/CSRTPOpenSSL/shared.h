#pragma once
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <srtp2/auth.h>
#include <srtp2/cipher.h>

extern const srtp_cipher_type_t cs_counter_mode;
extern const srtp_auth_type_t cs_hmac_sha1;
