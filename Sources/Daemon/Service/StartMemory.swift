import Glibc

/// Gives back the memory of code that only the start needed: what read the configuration, made the tables, opened the
/// store.
///
/// Code is mapped from files. What is given up here comes back from the page cache, sixteen pages at a fault, where it
/// is needed again. Written pages are left alone.
enum StartMemory {
    /// How long after the start: whoever calls in the first moment must not wait for it.
    private static let rest = Duration.seconds(1)

    /// Gives it back once.
    static func release() async {
        guard (try? await Task.sleep(for: rest)) != nil else { return }
        for mapping in code(in: maps()) {
            // Advice: a kernel that will not is no harm.
            madvise(UnsafeMutableRawPointer(bitPattern: mapping.lowerBound), mapping.count, MADV_DONTNEED)
        }
    }

    /// The mappings that are code of files and cannot be written, as `maps` of proc(5) has them.
    static func code(in maps: String) -> [Range<UInt>] {
        maps.split(separator: "\n").compactMap { line in
            let fields = line.split(separator: " ", maxSplits: 5)
            guard fields.count == 6, fields[1] == "r-xp", fields[5].drop(while: { $0 == " " }).first == "/" else {
                return nil
            }
            let ends = fields[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
            guard ends.count == 2, ends[0] < ends[1] else { return nil }
            return ends[0]..<ends[1]
        }
    }

    private static func maps() -> String {
        let file = open("/proc/self/maps", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return "" }
        defer { close(file) }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 16_384)
        // Bounded: no process of ours has a megabyte of mappings.
        while bytes.count < 1 << 20 {
            let count = read(file, &block, block.count)
            guard count > 0 else { break }
            bytes += block[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
