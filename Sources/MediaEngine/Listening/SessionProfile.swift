import COrtp

/// What an oRTP session knows of payload types: each is audio of one clock. Their meaning is ours.
@safe
final class SessionProfile {
    let pointer: UnsafeMutablePointer<RtpProfile>

    /// Prepares the library, once per process, and keeps it from writing to standard output.
    static func initializeLibrary() { _ = library }

    private static let library: Void = {
        ortp_init()
        unsafe bctbx_set_log_level_mask("ortp", 0)
    }()

    private static let narrow = SessionProfile(clockRate: 8_000)
    private static let wide = SessionProfile(clockRate: 16_000)
    private static let full = SessionProfile(clockRate: 48_000)

    /// The profile of a clock, one for all sessions; `nil` when there was no memory for it.
    static func with(clockRate: Int) -> SessionProfile? {
        switch clockRate {
        case 16_000: wide
        case 48_000: full
        default: narrow
        }
    }

    private init?(clockRate: Int) {
        guard let profile = unsafe rtp_profile_new("nightbell") else { return nil }
        unsafe pointer = profile
        for number in 0..<Int32(128) {
            guard let type = unsafe payload_type_new() else { return nil }
            unsafe type.pointee.type = Int32(PAYLOAD_AUDIO_CONTINUOUS)
            unsafe type.pointee.clock_rate = Int32(clockRate)
            unsafe type.pointee.channels = 1
            unsafe type.pointee.mime_type = strdup("audio")
            unsafe rtp_profile_set_payload(profile, number, type)
        }
    }

    deinit { unsafe rtp_profile_destroy(pointer) }
}

// SAFETY: nothing writes to a profile once it is made; sessions of all threads only look types up in it.
extension SessionProfile: @unchecked Sendable {}
