import CallModel
import NightbellWire
import SIP
import SIPStack
import Storage
import Testing

@testable import Daemon

@Signalling
@Suite("A mode that is set by telephone", .onSignalling)
struct TelephoneModeTests {
    /// The night clinic with a number for staff, and a mode in which the desk is rung at once.
    private static func text(_ carrier: SocketEndpoint) -> String {
        NightClinic.text(
            trunk: carrier,
            more: """
                  mode-quiet: a quiet night
                modes:
                  storm: { key: 3, lasts: 1h }
                  quiet: { key: 4 }
                mode_pin: "4711"
                """
        ).replacing(
            #""+16025550100": { flow: main }"#,
            with: #""+16025550100": { flow: main }"# + "\n" + #"  "+16025550104": { flow: staff }"#
        ).replacing(
            "  main:\n    - say: greeting\n",
            with: """
                  staff:
                    - say: greeting
                    - set mode
                  main:
                    - say: greeting
                    - during mode storm: ring-desk

                """)
    }

    /// Calls the clinic, and sees the desk ring.
    private static func desk(_ stage: Stage) async throws {
        let phone = try await stage.phone("201")
        let (line, _) = try await stage.call()
        let call = try await PeerCall.incoming(phone)
        call.ring()
        #expect(try await line.hangUp().status == 200)
        try await call.next(.cancel)
        _ = try await stage.daemon.record()
    }

    @Test("The PIN and key 3 as telephone-events: the next call rings the desk, and so does one after a restart")
    func whole() async throws {
        let folder = try TestFolder()
        try await Stage.with(Self.text, in: folder) { stage in
            let (line, audio) = try await stage.call(to: "+16025550104")
            for key in "4711#3" { audio.press(key) }
            try await line.next(.bye)
            let record = try await stage.daemon.record()
            #expect(record.outcome == .informed)
            #expect(record.choices == ["set mode: storm for the whole clinic"])
            #expect(!String(describing: record).contains("4711"))
            let mode = try #require(stage.daemon.running.standing.modes.first)
            #expect(mode.mode == "storm")
            #expect(mode.end == mode.start + .seconds(3600))
            try await Self.desk(stage)
        }
        try await Stage.with(Self.text, in: folder) { stage in
            #expect(stage.daemon.running.standing.modes.map(\.mode) == ["storm"])
            try await Self.desk(stage)
        }
    }

    @Test("3 wrong PINs: the call ends, no mode is set, and the record has none of the digits")
    func wrong() async throws {
        try await Stage.with(Self.text) { stage in
            let (line, audio) = try await stage.call(to: "+16025550104")
            for key in "4712#0000#4713#" { audio.press(key) }
            try await line.next(.bye)
            let record = try await stage.daemon.record()
            #expect(record.outcome == .informed)
            #expect(record.choices == [])
            #expect(["4712", "0000#", "4713"].allSatisfy { !String(describing: record.trace).contains($0) })
            #expect(stage.daemon.running.standing.modes == [])
        }
    }

    @Test("A caller has 6 wrong PINs in an hour and all callers together 20; then none is looked at for the rest of it")
    func tries() throws {
        let tries = PINTries()
        let start = Timestamp(seconds: 1_772_503_800)
        let caller = PhoneNumber(e164: "+16025550142")
        for second in 0..<6 {
            #expect(tries.allows(caller, at: start + .seconds(second)) == .allowed)
            tries.add(caller, at: start + .seconds(second))
        }
        #expect(tries.allows(caller, at: start + .seconds(3599)) == .refused)
        #expect(tries.allows(nil, at: start + .seconds(6)) == .allowed)
        #expect(tries.allows(caller, at: start + .seconds(3600)) == .allowed)
        for number in 0..<15 {
            let other = PhoneNumber(e164: "+160255501\(10 + number)")
            #expect(tries.allows(other, at: start + .seconds(3600)) == .allowed)
            tries.add(other, at: start + .seconds(3600))
        }
        // Five of the first caller are younger than an hour still.
        #expect(tries.allows(nil, at: start + .seconds(3600)) == .refused)
        #expect(tries.allows(nil, at: start + .seconds(3601)) == .allowed)
    }
}
