import CallModel
import Routing
import Testing

@Suite("TZif, RFC 8536")
struct TZifTests {
    /// A version 2 file without transitions: its footer decides always.
    static func file(
        footer: String, version: UInt8 = 0x32, transitions: [(Int64, UInt8)] = [],
        types: [(Int32, UInt8, UInt8)] = [(0, 0, 0)], names: String = "UTC\0", leap: Int = 0
    ) -> [UInt8] {
        func header(_ times: Int, _ kinds: Int, _ letters: Int, _ leap: Int) -> [UInt8] {
            var bytes = Array("TZif".utf8) + [version] + Array(repeating: 0, count: 15)
            for count in [0, 0, leap, times, kinds, letters] { bytes += big(Int64(count), 4) }
            return bytes
        }
        func big(_ value: Int64, _ size: Int) -> [UInt8] {
            (0..<size).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * Int64($0))) }
        }
        var bytes = header(0, 1, 1, 0) + [0, 0, 0, 0, 0, 0] + [0]
        bytes += header(transitions.count, types.count, names.utf8.count, leap)
        for (time, _) in transitions { bytes += big(time, 8) }
        bytes += transitions.map(\.1)
        for (offset, daylight, name) in types { bytes += big(Int64(offset), 4) + [daylight, name] }
        bytes += Array(names.utf8) + Array(repeating: 0, count: leap * 12)
        return bytes + Array("\n\(footer)\n".utf8)
    }

    private func clock(_ footer: String, _ seconds: Int64) throws -> String {
        try TimeZoneRules(name: "x", tzif: Self.file(footer: footer)).local(at: Timestamp(seconds: seconds)).description
    }

    @Test("Footers of every form: fixed, month and week, Julian, zero-based, negative and 25-hour times")
    func footers() throws {
        let july: Int64 = 1_783_080_000  // 2026-07-03 12:00 UTC
        let january: Int64 = 1_768_478_400  // 2026-01-15 12:00 UTC
        #expect(try clock("MST7", july) == "Fri 2026-07-03 05:00 MST")
        #expect(try clock("EST5EDT,M3.2.0,M11.1.0", july) == "Fri 2026-07-03 08:00 EDT")
        #expect(try clock("EST5EDT,M3.2.0,M11.1.0", january) == "Thu 2026-01-15 07:00 EST")
        #expect(try clock("AEST-10AEDT,M10.1.0,M4.1.0/3", january) == "Thu 2026-01-15 23:00 AEDT")
        #expect(try clock("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", july) == "Fri 2026-07-03 22:30 +1030")
        #expect(try clock("IST-1GMT0,M10.5.0,M3.5.0/1", january) == "Thu 2026-01-15 12:00 GMT")
        #expect(try clock("AAA3BBB,J60/2,J300", 1_772_341_200) == "Sun 2026-03-01 03:00 BBB")
        #expect(try clock("AAA3BBB,59/2,299", 1_772_341_200) == "Sun 2026-03-01 03:00 BBB")
        #expect(try clock("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", july) == "Fri 2026-07-03 11:00 -01")
        #expect(try clock("EST5EDT,0/0,J365/25", january) == "Thu 2026-01-15 08:00 EDT")
        #expect(try clock("EST5EDT,0/0,J365/25", 1_767_240_000) == "Thu 2026-01-01 00:00 EDT")
    }

    @Test(
        "Footers that are no rules are refused",
        arguments: [
            "EST", "5", "ES5", "EST5EDT", "EST5EDT,M3.2.0", "EST5EDT,M13.2.0,M11.1.0", "EST5EDT,M3.6.0,M11.1.0",
            "EST25", "EST5EDT,M3.2.0/168,M11.1.0", "EST5EDT,J0,J365", "<EST5", "EST5EDT,M3.2.0,M11.1.0x",
            "EST99999999999999999999",
        ])
    func brokenFooters(footer: String) {
        #expect(throws: ZoneError.self) { try TimeZoneRules(name: "x", tzif: Self.file(footer: footer)) }
    }

    @Test("Before the first transition the first type holds; from the last on, the footer")
    func edges() throws {
        let types: [(Int32, UInt8, UInt8)] = [(-3600, 0, 0), (7200, 1, 4)]
        let bytes = Self.file(footer: "CCC-3", transitions: [(1000, 1), (2000, 0)], types: types, names: "AAA\0BBB\0")
        let zone = try TimeZoneRules(name: "x", tzif: bytes)
        func name(_ second: Int64) -> String { zone.local(at: Timestamp(seconds: second)).abbreviation }
        #expect([999, 1000, 1999, 2000].map(name) == ["AAA", "BBB", "BBB", "CCC"])
    }

    @Test("Files with leap seconds, transitions out of order, unknown types or absurd offsets are refused")
    func unsound() {
        for bytes in [
            Self.file(footer: "UTC0", leap: 1), Self.file(footer: "UTC0", transitions: [(5, 0), (5, 0)]),
            Self.file(footer: "UTC0", transitions: [(5, 1)]), Self.file(footer: "UTC0", types: [(100_000, 0, 0)]),
            Self.file(footer: "UTC0", types: [(0, 2, 0)]), Self.file(footer: "UTC0", types: [(0, 0, 9)]),
            Self.file(footer: "UTC0", names: "UTC"),
        ] {
            #expect(throws: ZoneError.self) { try TimeZoneRules(name: "x", tzif: bytes) }
        }
    }

    @Test(
        "A file cut anywhere is refused, and never read beyond its end",
        arguments: ["America/New_York", "America/Phoenix"])
    func truncated(name: String) throws {
        let bytes = try Zones.bytes(name)
        for length in 0..<bytes.count {
            #expect(throws: ZoneError.self) { try TimeZoneRules(name: name, tzif: Array(bytes.prefix(length))) }
        }
    }

    @Test("A file with any one byte changed is read or refused, and answers either way")
    func flipped() throws {
        let bytes = try Zones.bytes("America/New_York")
        var read = 0
        for index in bytes.indices {
            for value in [index.isMultiple(of: 2) ? bytes[index] ^ 0x81 : 0xff] {
                var changed = bytes
                changed[index] = value
                guard let zone = try? TimeZoneRules(name: "x", tzif: changed) else { continue }
                read += 1
                let instant = Timestamp(seconds: 1_783_080_000)
                let civil = zone.local(at: instant).civil
                _ = zone.instants(of: civil).instant
                _ = zone.change(after: instant)
            }
        }
        #expect(read > 300)
    }
}
