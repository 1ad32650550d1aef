/// Why an offer or an answer cannot be used. Compared by ``code`` alone.
package struct OfferAnswerError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What kind of fault.
    package enum Code: String, Sendable, CaseIterable {
        /// No audio stream has a codec of ours.
        case noCommonCodec
        /// There is no audio stream, or none that is wanted.
        case noAudio
        /// Audio is there, but only with a profile that we do not speak, such as SRTP alone.
        case noCommonProfile
        /// They want SRTP, which is off here.
        case encryptionRefused
        /// SRTP is required here, and they do not offer it.
        case encryptionMissing
        /// Both want SRTP, but there is no key line that can be used.
        case noCommonKey
        /// The address is of another family than ours, a name, or no address of one peer.
        case unusableAddress
        /// An offer came while ours is unanswered (RFC 3261 §14.2).
        case glare
        /// We were to offer while an offer of ours is unanswered, or an answer came to no offer.
        case unexpected
    }

    /// What kind of fault.
    package let code: Code

    /// An error of this kind.
    package init(_ code: Code) { self.code = code }

    /// The response that tells a peer whose offer it was.
    package var status: Int { code == .glare ? 491 : 488 }

    /// The value of a Warning header field's code and text (RFC 3261 §20.43).
    package var warning: (code: Int, text: String) {
        switch code {
        case .noCommonCodec: (305, "Incompatible media format: PCMU or PCMA is needed")
        case .noAudio: (304, "Media type not available: audio is needed")
        case .noCommonProfile: (300, "Incompatible network protocol: RTP/AVP is needed")
        case .encryptionRefused: (300, "Incompatible network protocol: SRTP is off here, RTP/AVP is needed")
        case .encryptionMissing: (300, "Incompatible network protocol: SRTP is required here, RTP/SAVP is needed")
        case .noCommonKey: (399, "No usable a=crypto line: AES_CM_128_HMAC_SHA1_80 without MKI is needed")
        case .unusableAddress: (301, "Incompatible network address formats")
        case .glare, .unexpected: (399, description)
        }
    }

    package var description: String {
        switch code {
        case .noCommonCodec: "No audio stream has a codec in common."
        case .noAudio: "No audio stream is described."
        case .noCommonProfile: "Audio is described only with a transport profile that is not spoken."
        case .encryptionRefused: "The far side wants encrypted audio (SRTP), which is off for it in the configuration."
        case .encryptionMissing: "Encrypted audio (SRTP) is required in the configuration, and the far side has none."
        case .noCommonKey: "Both sides want encrypted audio (SRTP), but no a=crypto line can be used."
        case .unusableAddress: "The audio stream has no address that can be sent to."
        case .glare: "Both ends made an offer at the same time."
        case .unexpected: "The offer or answer does not fit what is pending."
        }
    }
}
