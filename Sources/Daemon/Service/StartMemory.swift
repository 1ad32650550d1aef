import CLinux
import Glibc

/// Gives back the memory of code that only the start needed: what read the configuration, made the tables, opened the
/// store. Our own code is kept, and fetched where it was not run yet: calls run it, and the first of them need not wait.
///
///     ┌ our own code ── main ┐┌ Swift, Foundation, … ┐   ┌ libosip2 ┐ ┌ SQLite ┐
///     kept, all of it         given back                  given back
///
/// Code is mapped from files. What is given up here comes back from the page cache, sixteen pages at a fault, where it
/// is needed again. Written pages are left alone.
enum StartMemory {
    /// How long after the start: whoever calls in the first moment must not wait for it.
    private static let rest = Duration.seconds(1)

    /// Gives it back once.
    static func release() async {
        guard (try? await Task.sleep(for: rest)) != nil else { return }
        let end = UInt(cl_end_of_own_code())
        for mapping in code(in: maps()) {
            let parts = parts(of: mapping, end)
            // Advice: a kernel that will not is no harm.
            if !parts.kept.isEmpty { cl_map_code(parts.kept.lowerBound, parts.kept.count) }
            madvise(UnsafeMutableRawPointer(bitPattern: parts.given.lowerBound), parts.given.count, MADV_DONTNEED)
        }
    }

    /// What of a mapping is kept and what is given back, when our own code ends at `end`, in whole pages.
    static func parts(of mapping: Range<UInt>, _ end: UInt) -> (kept: Range<UInt>, given: Range<UInt>) {
        guard mapping.contains(end) else { return (mapping.lowerBound..<mapping.lowerBound, mapping) }
        let page: UInt = 4096
        let border = min(end / page * page + page, mapping.upperBound)
        return (mapping.lowerBound..<border, border..<mapping.upperBound)
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
