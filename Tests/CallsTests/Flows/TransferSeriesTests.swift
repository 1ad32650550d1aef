import CallModel
import Calls
import NightbellTesting
import Routing
import Testing

@Suite("Blind transfer: one after the other, recorded, and lost in any step")
@Signalling
struct TransferSeriesTests {
    @Test("three in a row pass the caller on; the fourth talks, and all are in the record")
    func chain() async throws {
        let (night, adams) = try await TransferTests.talking()
        _ = await TransferTests.refer("213", night, adams)
        await night.answers("phone 213")
        let desk = try #require(night.leg("phone 213"))
        _ = await TransferTests.refer("212", night, desk)
        await night.answers("phone 212")
        await night.presses("1", on: "phone 212")
        let room = try #require(night.leg("phone 212"))
        _ = await TransferTests.refer("211", night, room)
        await night.answers("phone 211")
        #expect(
            night.dialer.bridges
                == ["caller + phone 211", "caller + phone 213", "caller + phone 212", "caller + phone 211"])
        await night.callerHangsUp()
        #expect(night.record?.legs.map(\.party) == ["caller", "phone 211", "phone 213", "phone 212", "phone 211"])
        #expect(night.record?.outcome == .reachedHuman(PersonID("adams")))
        #expect(night.leftovers == [])
    }

    @Test("the recording is paused while 213 rings, announced to both, and goes on: one recording in the record")
    func recorded() async throws {
        let (night, adams) = try await TransferTests.talking(recorder: true)
        let recorder = try #require(night.recorder)
        await night.passes(.seconds(2))
        #expect(recorder.told == ["begins on caller"])
        _ = await TransferTests.refer("213", night, adams)
        #expect(recorder.told == ["begins on caller", "pauses"])
        await night.answers("phone 213")
        #expect(night.caller.hears == ["nightbell-recording"])
        #expect(night.leg("phone 213")?.hears == ["nightbell-recording"])
        await night.passes(.seconds(2))
        #expect(recorder.told == ["begins on caller", "pauses", "goes on"])
        await night.callerHangsUp()
        #expect(night.record?.recordings == ["0006433a2f81c400-9c41-1"])
        #expect(night.leftovers == [])
    }

    @Test("the longest talk is the longest of all together: 8 h, however often the caller is passed on")
    func longest() async throws {
        let (night, adams) = try await TransferTests.talking()
        await night.passes(.seconds(7 * 3600))
        _ = await TransferTests.refer("213", night, adams)
        await night.answers("phone 213")
        await night.passes(.seconds(3590))
        #expect(night.caller.ending == nil)
        await night.passes(.seconds(12))
        #expect(night.caller.hungUp == .normal)
        #expect(night.leftovers == [])
    }

    @Test("a phone that talks can be lost in any step: whatever 211 does, the caller is not left alone")
    func sweep() async throws {
        for step in 1...40 {
            let (night, adams) = try await TransferTests.talking()
            night.dialer.behaviours["phone 213"] = .answers(after: .seconds(3))
            night.chronicle.strikesAt = night.chronicle.suspensions + step
            night.chronicle.strike = { adams.end(.signallingLost) }
            _ = await TransferTests.refer("213", night, adams)
            await night.passes(.seconds(40))
            let isCaredFor = night.caller.bridgedTo == "phone 213" || night.caller.ending != nil
            #expect(isCaredFor, "step \(step): \(night.chronicle.lines.suffix(4))")
            await night.callerHangsUp()
            #expect(night.record != nil, "step \(step)")
            #expect(night.leftovers == [], "step \(step)")
        }
    }

    @Test("held, passed on, nobody takes them in 25 s: music until 211 resumes, and only then the announcement")
    func heldAndBack() async throws {
        let (night, adams) = try await TransferTests.talking(recorder: true)
        await night.passes(.seconds(2))
        adams.turns(.on)
        await night.settles()
        let referral = await TransferTests.refer("213", night, adams)
        await night.passes(.seconds(25))
        #expect(referral.said.last == "ended noAnswer")
        #expect(night.caller.hears == ["nightbell-music"])
        await night.passes(.seconds(60))
        #expect(night.caller.hears == ["nightbell-music"])
        adams.turns(.off)
        await night.settles()
        #expect(night.caller.hears == ["nightbell-recording"])
        await night.passes(.seconds(2))
        #expect(night.caller.hears == [])
        await night.callerHangsUp()
        #expect(night.leftovers == [])
    }
}
