import CallModel
import Testing

@testable import Daemon

@Suite("The control protocol")
struct ProtocolTests {
    static let requests: [(String, ControlRequest)] = [
        (#"{"command":"status","nightbell":1}"#, .status),
        (
            #"{"command":"calls","id":"a-1","last":5,"nightbell":1,"reveal":true}"#,
            .calls(CallsQuery(last: 5, id: CallID("a-1"), reveal: true))
        ),
        (#"{"closed":3,"command":"callbacks","nightbell":1,"reveal":false}"#, .callbacks(CallbacksQuery(closed: 3))),
        (
            #"{"by":"adams","command":"take","from":"baker","id":7,"nightbell":1}"#,
            .take(TakeCallback(id: ObligationID(7), by: PersonID("adams"), from: PersonID("baker")))
        ),
        (
            #"{"command":"resolve","id":7,"nightbell":1,"resolution":"called back"}"#,
            .resolve(ResolveCallback(id: ObligationID(7), resolution: "called back"))
        ),
        (#"{"command":"reload","nightbell":1}"#, .reload),
        (#"{"command":"drain","limitSeconds":30,"nightbell":1}"#, .drain(DrainQuery(limitSeconds: 30))),
        (#"{"command":"version","nightbell":1}"#, .version),
        (#"{"command":"events","nightbell":1}"#, .events),
        (
            #"{"change":{"remove":{"_0":7}},"command":"overrides","nightbell":1}"#,
            .overrides(OverridesRequest(change: .remove(7)))
        ),
        (
            #"{"change":{"set":{"mode":"snow day","site":"mesa"}},"command":"modes","nightbell":1}"#,
            .modes(ModesRequest(change: .set(mode: "snow day", site: "mesa", until: nil)))
        ),
    ]

    @Test("Each of 11 requests is this line, and the line is this request", arguments: requests)
    func coding(line: String, request: ControlRequest) throws {
        #expect(String(decoding: try ControlLine.bytes(request), as: UTF8.self) == line + "\n")
        #expect(try ControlLine.value(ControlRequest.self, from: Array(line.utf8)) == request)
    }

    @Test("A request typed by hand may leave out the version and everything that has a default")
    func defaults() throws {
        let calls = try ControlLine.value(ControlRequest.self, from: Array(#"{"command":"calls"}"#.utf8))
        #expect(calls == .calls(CallsQuery(last: 20, id: nil, reveal: false)))
        let callbacks = try ControlLine.value(ControlRequest.self, from: Array(#"{"command":"callbacks"}"#.utf8))
        #expect(callbacks == .callbacks(CallbacksQuery(closed: 0, reveal: false)))
    }

    @Test("Version 2 is refused by name, and so is an unknown command")
    func refusals() {
        let version = #expect(throws: ControlError.self) {
            try ControlLine.value(ControlRequest.self, from: Array(#"{"nightbell":2,"command":"status"}"#.utf8))
        }
        #expect(version?.code == .version)
        let command = #expect(throws: ControlError.self) {
            try ControlLine.value(ControlRequest.self, from: Array(#"{"command":"dance"}"#.utf8))
        }
        #expect(command?.code == .unknownCommand)
    }

    @Test("Lines are cut wherever the bytes are split, empty ones passed over, and 9 bytes refused where 8 may come")
    func framing() {
        let text = Array("status\n\nreload\r\n".utf8)
        for split in 0...text.count {
            var framer = LineFramer(bound: 8)
            let items = framer.add(text[..<split]) + framer.add(text[split...])
            #expect(items == [.line(Array("status".utf8)), .line(Array("reload\r".utf8))], "split at \(split)")
        }
        var framer = LineFramer(bound: 8)
        #expect(framer.add(Array("12345678\n".utf8)) == [.line(Array("12345678".utf8))])
        #expect(framer.add(Array("123456789\nstatus\n".utf8)) == [.tooLong])
        #expect(framer.add(Array("status\n".utf8)) == [])
    }

    @Test("An instant is said in UTC with milliseconds, rounded down, and read back")
    func times() throws {
        let times: [(Int64, String)] = [
            (0, "1970-01-01T00:00:00.000Z"), (1_767_225_600_000_000, "2026-01-01T00:00:00.000Z"),
            (1_767_225_599_999_999, "2025-12-31T23:59:59.999Z"), (1_767_225_600_041_500, "2026-01-01T00:00:00.041Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
        ]
        for (microseconds, text) in times {
            let time = ReportTime(Timestamp(microseconds: microseconds))
            #expect(time.description == text)
            let read = try ControlLine.value(ReportTime.self, from: try ControlLine.bytes(time))
            #expect(read.description == text)
        }
    }
}
