#pragma once

/// Has libsrtp2 encrypt and prove with OpenSSL from now on: AES-128 in counter mode and HMAC-SHA1, each taken by the library
/// only after it has passed its own test vectors. Call it once, after srtp_init and before there are contexts.
///
/// Returns 0, or the library's error; then it goes on with what it was built with.
int cs_use_openssl(void);
