import Routing

/// Reads `time_zone:` and loads the zone's rules.
struct ZoneReader {
    let surroundings: ConfigurationSurroundings
    let log: FindingLog

    /// The zone's rules; UTC, with a finding, when they cannot be had.
    func required(_ section: Section) -> TimeZoneRules {
        guard section.required("time_zone", hint: "such as America/Phoenix") != nil else { return .utc }
        return read(section) ?? .utc
    }

    /// The zone's rules; `nil` when the key is not there, and with a finding when they cannot be had.
    func read(_ section: Section) -> TimeZoneRules? {
        guard let name = section.placedText("time_zone") else { return nil }
        let hint = "zones are called as America/Phoenix; the folder /usr/share/zoneinfo has them all"
        guard Self.isName(name.value) else {
            log.error(name.position, "there is no time zone '\(name.value)'", hint: hint)
            return nil
        }
        let bytes: [UInt8]
        do {
            bytes = try surroundings.readZone(name.value)
        } catch {
            log.error(name.position, "there is no time zone '\(name.value)': \(error)", hint: near(name.value) ?? hint)
            return nil
        }
        do throws(ZoneError) {
            return try TimeZoneRules(name: name.value, tzif: bytes)
        } catch {
            log.error(name.position, "the file of time zone '\(name.value)' \(error)", hint: "reinstall tzdata")
            return nil
        }
    }

    /// The zone that was meant, by the list that comes with the zones.
    private func near(_ name: String) -> String? {
        guard let bytes = try? surroundings.readZone("zone1970.tab") else { return nil }
        let names = String(decoding: bytes, as: UTF8.self).split(separator: "\n").compactMap { line -> String? in
            let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
            return line.hasPrefix("#") || columns.count < 3 ? nil : String(columns[2])
        }
        return Spelling.nearest(to: name, among: names.sorted()).map { "did you mean '\($0)'?" }
    }

    /// A name that stays inside the folder of zones.
    static func isName(_ name: String) -> Bool {
        name.utf8.count <= 64 && !name.hasPrefix("/") && !name.contains("..")
            && name.utf8.allSatisfy { byte in
                (0x61...0x7a).contains(byte | 0x20) || (0x30...0x39).contains(byte) || "/_+-".utf8.contains(byte)
            }
    }
}
