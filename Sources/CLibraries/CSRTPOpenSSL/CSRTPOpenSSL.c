#include "CSRTPOpenSSL.h"
#include "shared.h"

int cs_use_openssl(void) {
    srtp_err_status_t status = srtp_replace_cipher_type(&cs_counter_mode, SRTP_AES_ICM_128);
    if (status != srtp_err_status_ok) return (int)status;
    return (int)srtp_replace_auth_type(&cs_hmac_sha1, SRTP_HMAC_SHA1);
}
