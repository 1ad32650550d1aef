package import CallModel
package import Routing

/// Which calls are recorded, and where the recordings go.
package struct RecordingSettings: Hashable, Sendable {
    /// The numbers whose calls are recorded; every number when `nil`.
    package var numbers: Set<PhoneNumber>?
    /// The prompt that both sides must have heard.
    package var consent: String
    /// The key that stops a recording for a while; `nil` when none does.
    package var pauseKey: Key?
    /// The folder.
    package var folder: String
    /// The file with the keys; a credential of systemd is one.
    package var keyFile: String
    /// How long recordings are kept.
    package var keep: Duration
    /// The bytes that all of them may have together.
    package var quota: UInt64

    /// The bytes that are left free on the disk, whatever the quota says: promises to patients are written there too.
    package static let reserve: UInt64 = 512 << 20

    /// Whether calls to this number are recorded.
    package func includes(_ number: PhoneNumber) -> Inclusion {
        numbers?.contains(number) ?? true ? .recorded : .notRecorded
    }

    /// Whether a number's calls are recorded.
    package enum Inclusion: Hashable, Sendable { case recorded, notRecorded }
}
