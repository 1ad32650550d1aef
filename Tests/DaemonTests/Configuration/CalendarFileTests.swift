import CallModel
import Daemon
import Foundation
import Routing
import Storage
import Testing

@Suite("A calendar in the configuration")
struct CalendarFileTests {
    private func load(_ events: String) -> ConfigurationLoad {
        load("oncall.ics", "BEGIN:VCALENDAR\n\(events)END:VCALENDAR\n")
    }

    private func load(_ file: String, _ content: String) -> ConfigurationLoad {
        let plain = SmallClinic.surroundings
        let surroundings = ConfigurationSurroundings(
            readFile: { path, limit in
                path == "/etc/clinic/\(file)" ? Array(content.utf8) : try plain.readFile(path, limit)
            }, readZone: plain.readZone, credentialsDirectory: plain.credentialsDirectory)
        let text = SmallClinic.text.replacingOccurrences(
            of: "    order: [adams, baker]\n", with: "    order: [adams, baker]\n    calendar: { file: \(file) }\n")
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

    @Test("A row of a .csv file does as an event does, and what is kept for replay has its three columns and no notes")
    func table() throws {
        let load = load(
            "OnCall.CSV",
            "From;To;Who;Note\r\n2026-01-05 08:00;2026-01-06 08:00;\"Dr. Baker\";\"for \"\"Adams\"\"; swapped\"\r\n")
        #expect(load.findings.map(\.description) == [])
        let configuration = try #require(load.configuration)
        let noon = Timestamp(seconds: 1_767_639_600)
        #expect(configuration.table.onCall("providers", at: noon)?.person == PersonID("baker"))
        #expect(configuration.table.onCall("providers", at: noon)?.until == Timestamp(seconds: 1_767_711_600))
        #expect(configuration.sources.map(\.path) == ["/etc/clinic/c.yaml", "/etc/clinic/OnCall.CSV"])
        #expect(
            configuration.sources.last?.text
                == "person,from,to\n\"Dr. Baker\",2026-01-05 08:00,2026-01-06 08:00")
    }

    @Test("What is wrong in a .csv file is an error with its own line, and how to mend it")
    func wrongTable() {
        let load = load(
            "oncall.csv",
            """
            person,from,to
            Dr. Bakr,2026-01-05 08:00,2026-01-06 08:00
            baker,12/24/2026 5:00 PM,2026-12-25 08:00

            baker,2026-12-26 08:00,2026-12-26 08:00
            ,2026-12-27 08:00,2026-12-28 08:00
            """)
        #expect(
            load.findings.map(\.description) == [
                "/etc/clinic/oncall.csv:2:1: error: no person is called 'Dr. Bakr' (did you mean 'Dr. Baker'?)",
                "/etc/clinic/oncall.csv:3:1: error: '12/24/2026 5:00 PM' is not a date and time (write 2026-12-24 17:00, "
                    + "in a column that the spreadsheet takes for text)",
                "/etc/clinic/oncall.csv:5:1: error: the shift ends before it starts",
                "/etc/clinic/oncall.csv:6:1: error: this line names nobody",
            ])
        #expect(
            self.load("oncall.csv", "who,from\nbaker,2026-01-05 08:00\n").findings.map(\.description) == [
                "/etc/clinic/oncall.csv:1:1: error: the first line has no column 'to' (begin it with a line 'person,from,to')"
            ])
    }
}
