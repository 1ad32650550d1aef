import Glibc

/// Who asks for a recording, as the access log names them.
package enum RecordingPerson {
    /// `uid 1000 (anna)`, and who they say they are beside it.
    package static func words(uid: UInt32?, claimed: String?) -> String {
        var words = uid.map { uid in "uid \(uid)" + (name(uid).map { " (\($0))" } ?? "") } ?? "unknown user"
        if let claimed, !claimed.isEmpty { words += ", for \(claimed.prefix(80))" }
        return words
    }

    private static func name(_ uid: UInt32) -> String? {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var room = [CChar](repeating: 0, count: 4_096)
        guard getpwuid_r(uid, &entry, &room, room.count, &found) == 0, found != nil, let name = entry.pw_name else {
            return nil
        }
        return String(cString: name)
    }
}
