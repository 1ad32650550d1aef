import CallModel
import Routing
import Testing

@Suite("Tables of shifts, RFC 4180")
struct ShiftSheetTests {
    private func read(_ text: String) throws -> ShiftSheet {
        ShiftSheet(Array(text.utf8), zone: try Zones.load("America/New_York"))
    }

    private func said(_ sheet: ShiftSheet) throws -> [String] {
        let zone = try Zones.load("America/New_York")
        return sheet.shifts.map { "\($0.line) \($0.summary): \(zone.local(at: $0.start)) to \(zone.local(at: $0.end))" }
    }

    @Test("Columns may stand in any order, separated by commas, semicolons or tabs, in quotes or not, after a BOM")
    func forms() throws {
        for text in [
            "person,from,to\nDr. A,2026-03-05 17:00,2026-03-06 08:00\n",
            "\u{FEFF}to;who;note;From\r\n2026-03-06T08:00:00;\"Dr. A\";\"a;b\nc\";2026-03-05T17:00:00",
            "Name\tStart\tEnd\n\n\"Dr. A\"\t\"2026-03-05 17:00\"\t 2026-03-06 8:00 \n\n",
        ] {
            let sheet = try read(text)
            #expect(sheet.faults == [])
            #expect(
                try said(sheet).map { $0.drop { $0 != " " }.dropFirst() } == [
                    "Dr. A: Thu 2026-03-05 17:00 EST to Fri 2026-03-06 08:00 EST"
                ])
        }
    }

    @Test("A line is where its row begins, though a quote goes over several; two quotes inside of quotes are one")
    func lines() throws {
        let sheet = try read(
            "person,from,to,note\n\"A \"\"the\"\" doctor\",2026-03-05 17:00,2026-03-06 08:00,\"x\ny\nz\"\nB,soon,2026-03-06 08:00,\n"
        )
        #expect(sheet.faults == [SheetFault(line: 5, reason: .badTime("soon"))])
        #expect(sheet.shifts.map(\.summary) == ["A \"the\" doctor"])
        #expect(sheet.shifts.map(\.line) == [2])
    }

    @Test("Times go by the clock on the wall: one that it skips is an hour later, one that it shows twice is the first")
    func clockChanges() throws {
        let sheet = try read(
            "person,from,to\na,2026-03-08 02:30,2026-03-08 08:00\nb,2026-11-01 01:30,2026-11-01 08:00\n")
        #expect(
            try said(sheet) == [
                "2 a: Sun 2026-03-08 03:30 EDT to Sun 2026-03-08 08:00 EDT",
                "3 b: Sun 2026-11-01 01:30 EDT to Sun 2026-11-01 08:00 EST",
            ])
    }

    @Test(
        "What is no table, or no shift, is refused with its line",
        arguments: [
            ("", 1, SheetFault.Reason.empty), ("person,from\n", 1, .noColumn("to")),
            ("who,person,from,to\n", 1, .secondColumn("person")), ("\u{0}p", 1, .notText),
            ("person,from,to\na,2026-01-01 08:00\n", 2, .badTime("")),
            ("person,from,to\na,2026-01-01 08:00,2026-02-30 08:00\n", 2, .badTime("2026-02-30 08:00")),
            ("person,from,to\na,01/02/2026 08:00,2026-01-03 08:00\n", 2, .badTime("01/02/2026 08:00")),
            ("person,from,to\na,2026-01-02 24:00,2026-01-03 08:00\n", 2, .badTime("2026-01-02 24:00")),
            ("person,from,to\na,2026-01-02 08:00,2026-01-02 08:00\n", 2, .endsBeforeStart),
            ("person,from,to\n,2026-01-02 08:00,2026-01-02 09:00\n", 2, .noPerson),
            ("person,from,to\n\n\"a,2026-01-02 08:00", 3, .openQuote),
        ])
    func faults(text: String, line: Int, reason: SheetFault.Reason) throws {
        #expect(try read(text).faults.first == SheetFault(line: line, reason: reason))
    }

    @Test("20,000 shifts are read, one more and a file of more than 4 MiB are refused")
    func bounds() throws {
        let row = "a,2026-01-01 08:00,2026-01-02 08:00\n"
        let most = "person,from,to\n" + String(repeating: row, count: 20_000)
        #expect(try read(most).shifts.count == 20_000)
        #expect(try read(most).faults == [])
        #expect(try read(most + row).faults == [SheetFault(line: 1, reason: .tooMany(20_000))])
        #expect(try read(String(repeating: ",", count: 4 << 20 | 1)).faults == [SheetFault(line: 1, reason: .tooLong)])
    }

    @Test("What is kept of a table reads as the same shifts")
    func essentials() throws {
        let zone = try Zones.load("America/New_York")
        let text = "note,from,to,person\nsecret,2026-03-08 02:30,2026-03-08 08:00,\"A \"\"B\"\", C\"\n"
        let kept = ShiftSheet.essentials(of: Array(text.utf8), zone: zone)
        #expect(!kept.contains("secret"))
        let again = try read(kept)
        #expect(again.faults == [])
        #expect(again.shifts == (try read(text)).shifts)
    }
}
