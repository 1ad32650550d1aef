import CallModel
import Daemon
import Foundation
import Routing
import Testing

@Suite("A calendar in the configuration")
struct CalendarFileTests {
    private func load(_ events: String) -> ConfigurationLoad {
        let calendar = "BEGIN:VCALENDAR\n\(events)END:VCALENDAR\n"
        let plain = SmallClinic.surroundings
        let surroundings = ConfigurationSurroundings(
            readFile: { path, limit in
                path == "/etc/clinic/oncall.ics" ? Array(calendar.utf8) : try plain.readFile(path, limit)
            }, readZone: plain.readZone, credentialsDirectory: plain.credentialsDirectory)
        let text = SmallClinic.text.replacingOccurrences(
            of: "    order: [adams, baker]\n", with: "    order: [adams, baker]\n    calendar: { file: oncall.ics }\n")
        return SmallClinic.load(text, surroundings)
    }

    private func event(_ title: String, _ times: String) -> String {
        "BEGIN:VEVENT\nSUMMARY:\(title)\n\(times)\nEND:VEVENT\n"
    }

    @Test("An event comes before the rotation while it lasts, and its file is part of the version")
    func shift() throws {
        let load = load(event("Dr. Baker - holidays", "DTSTART:20260105T080000\nDTEND:20260106T080000"))
        #expect(load.findings.map(\.description) == [])
        let table = try #require(load.configuration?.table)
        let noon = Timestamp(seconds: 1_767_639_600)  // Mon 2026-01-05 12:00 MST
        #expect(table.onCall("providers", at: noon)?.person == PersonID("baker"))
        #expect(table.onCall("providers", at: noon)?.until == Timestamp(seconds: 1_767_711_600))
        #expect(table.onCall("providers", at: Timestamp(seconds: 1_767_711_600))?.person == PersonID("adams"))
        let other = self.load(event("baker", "DTSTART:20260105T080000\nDTEND:20260106T090000"))
        #expect(other.configuration?.version != load.configuration?.version)
    }

    @Test("A title that names nobody and a time that is none are errors with the calendar's own line")
    func wrong() {
        let load = load(
            event("Dr. Bakr", "DTSTART:20260105T080000\nDTEND:20260106T080000") + event("baker", "DTSTART:soon"))
        #expect(
            load.findings.map(\.description) == [
                "/etc/clinic/oncall.ics:2:1: error: no person is called 'Dr. Bakr' (did you mean 'Dr. Baker'?)",
                "/etc/clinic/oncall.ics:9:1: error: 'soon' is not a date or time",
            ])
    }
}
