import Foundation

/// The folder of the recordings. What there is, is what lies in it: the list in the store may be gone or behind.
///
/// - Isolation: none; it blocks, so it belongs off the signalling loop.
enum RecordingCabinet {
    /// How a recording's file ends.
    static let suffix = ".nbr"

    /// What lies in the folder, after what is too old was deleted.
    struct Inventory: Sendable {
        var files = 0
        var bytes: UInt64 = 0
        /// Bytes that the disk has free.
        var free: UInt64 = .max
        /// The names of the recordings that were deleted.
        var deleted: [String] = []
        /// Why nothing can be written there, in words.
        var fault: String?
    }

    /// The file of a recording.
    static func path(of name: String, in folder: String) -> String { "\(folder)/\(name)\(suffix)" }

    /// Makes the folder if need be, deletes what was written before `limit`, and counts the rest.
    static func sweep(_ folder: String, before limit: Date) -> Inventory {
        var inventory = Inventory()
        let files = FileManager.default
        do {
            try files.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            for file in try files.contentsOfDirectory(atPath: folder) where file.hasSuffix(suffix) {
                let path = "\(folder)/\(file)"
                guard let attributes = try? files.attributesOfItem(atPath: path),
                    let size = attributes[.size] as? UInt64, let written = attributes[.modificationDate] as? Date
                else { continue }
                if written < limit, (try? files.removeItem(atPath: path)) != nil {
                    inventory.deleted.append(String(file.dropLast(suffix.count)))
                    continue
                }
                inventory.files += 1
                inventory.bytes += size
            }
            let system = try? files.attributesOfFileSystem(forPath: folder)
            inventory.free = system?[.systemFreeSize] as? UInt64 ?? .max
        } catch {
            inventory.fault = "the folder \(folder) cannot be used: \(error.localizedDescription)"
        }
        if inventory.fault == nil, access(folder, W_OK) != 0 {
            inventory.fault = "the folder \(folder) cannot be written to: \(String(cString: strerror(errno)))"
        }
        return inventory
    }
}
