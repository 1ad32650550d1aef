import CLinux
import Glibc

/// Gives back the memory of code that only the start needed: what read the configuration, made the tables, opened the
/// store. What calls run is kept: our own code and the Swift runtime, which are fetched where they were not run yet, and
/// SQLite. So neither the first patient of the night nor the first promise waits for a disk.
///
///     ┌ our own code ┐┌ Swift ── task locals ┐┌ Foundation, ICU, … ┐   ┌ SQLite ┐   ┌ libosip2, … ┐
///     kept, all of it  kept, all of it         given back                kept         given back
///
/// Code is mapped from files. What is given up here comes back from the page cache, sixteen pages at a fault, where it
/// is needed again. Written pages are left alone.
enum StartMemory {
    /// How long after the start: whoever calls in the first moment must not wait for it.
    private static let rest = Duration.seconds(1)

    /// Code that can be run, of a file.
    struct Code: Equatable {
        let place: Range<UInt>
        let file: Substring
    }

    /// Gives it back once.
    static func release() async {
        guard (try? await Task.sleep(for: rest)) != nil else { return }
        let ends = [UInt(cl_end_of_own_code()), UInt(cl_end_of_runtime())]
        for code in code(in: maps()) {
            let parts = parts(of: code, ends)
            // Advice: a kernel that will not is no harm.
            if !parts.kept.isEmpty { cl_map_code(parts.kept.lowerBound, parts.kept.count) }
            madvise(UnsafeMutableRawPointer(bitPattern: parts.given.lowerBound), parts.given.count, MADV_DONTNEED)
        }
    }

    /// What of this code is kept and what is given back, in whole pages, when what calls run ends at `ends`.
    static func parts(of code: Code, _ ends: [UInt]) -> (kept: Range<UInt>, given: Range<UInt>) {
        let (begin, end) = (code.place.lowerBound, code.place.upperBound)
        if code.file.hasPrefix("libsqlite3.") { return (code.place, end..<end) }
        guard let last = ends.filter(code.place.contains).max() else { return (begin..<begin, code.place) }
        let page: UInt = 4096
        let border = min(last / page * page + page, end)
        return (begin..<border, border..<end)
    }

    /// The mappings that are code of files and cannot be written, as `maps` of proc(5) has them.
    static func code(in maps: String) -> [Code] {
        maps.split(separator: "\n").compactMap { line in
            let fields = line.split(separator: " ", maxSplits: 5)
            guard fields.count == 6, fields[1] == "r-xp", let slash = fields[5].lastIndex(of: "/"),
                fields[5].drop(while: { $0 == " " }).first == "/"
            else { return nil }
            let ends = fields[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
            guard ends.count == 2, ends[0] < ends[1] else { return nil }
            return Code(place: ends[0]..<ends[1], file: fields[5][slash...].dropFirst())
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
