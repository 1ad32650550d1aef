import Foundation
import Media
import MediaEngine
import Testing

@Suite("The tone of machines: 2,100 Hz (ITU-T V.25, T.30 CED, V.8 ANSam)")
struct DataToneTests {
    private func samples(_ seconds: Double, rate: Int = 8_000, _ value: (Double) -> Double) -> [Int16] {
        (0..<Int(seconds * Double(rate))).map { Int16(max(-32_000, min(32_000, value(Double($0) / Double(rate))))) }
    }

    /// The milliseconds after which the detector says so; `nil` when it never does.
    private func found(_ samples: [Int16], rate: Int = 8_000) throws -> Int? {
        let detector = try #require(DataToneDetector(rate: rate))
        let frame = rate / 50
        for (index, start) in stride(from: 0, to: samples.count - frame, by: frame).enumerated() {
            let piece = Array(samples[start..<start + frame])
            if piece.withUnsafeBufferPointer({ detector.hear($0) }) == .tone { return (index + 1) * 20 }
        }
        return nil
    }

    private func sine(_ frequency: Double, _ time: Double) -> Double { sin(2 * .pi * frequency * time) }

    @Test("a plain 2,100 Hz is found within a second, at −12 and −30 dBm0, at 8 and 16 kHz, and 15 Hz off")
    func plain() throws {
        for (level, frequency, rate) in [
            (5_700.0, 2_100.0, 8_000), (720, 2_100, 8_000), (5_700, 2_100, 16_000), (5_700, 2_112, 8_000),
        ] {
            let after = try #require(try found(samples(3, rate: rate) { level * sine(frequency, $0) }, rate: rate))
            #expect(after < 1_000, "\(level) \(frequency) \(rate): \(after) ms")
        }
    }

    @Test("so are its kinds: with phase reversals each 450 ms, with 15 Hz of amplitude, with both")
    func kinds() throws {
        func reversals(_ time: Double) -> Double { Int(time / 0.45).isMultiple(of: 2) ? 1 : -1 }
        func modulation(_ time: Double) -> Double { 1 + 0.2 * sine(15, time) }
        for kind in [reversals, modulation, { reversals($0) * modulation($0) }] {
            let after = try #require(try found(samples(4) { 5_000 * kind($0) * sine(2_100, $0) }))
            #expect(after < 1_500, "\(after) ms")
        }
    }

    @Test("no machine is heard in ringback, hold music, all sixteen keys, fax calling tone, Baudot or other tones")
    func others() throws {
        #expect(try found(Tone.ringback()) == nil)
        #expect(try found(Tone.music()) == nil)
        let keys = (0...15).compactMap { MediaDigit(event: UInt8($0)) }.flatMap {
            KeyTone.samples($0, milliseconds: 300)
        }
        #expect(try found(keys) == nil)
        #expect(try found(samples(3) { 6_000 * sine(1_100, $0) }) == nil)
        for frequency in [440.0, 1_000, 1_900, 2_000, 2_200, 2_300, 3_000] {
            #expect(try found(samples(3) { 6_000 * sine(frequency, $0) }) == nil, "\(frequency) Hz")
        }
        #expect(try found(baudot(seconds: 20)) == nil)
        var generator = SystemRandomNumberGenerator()
        #expect(try found(samples(20) { _ in Double.random(in: -6_000...6_000, using: &generator) }) == nil)
    }

    /// A text telephone: 1,400 Hz for a one, 1,800 Hz for a zero, 45.45 baud (TIA-825).
    private func baudot(seconds: Double) -> [Int16] {
        var phase = 0.0
        var letters = UInt64(0x9E37_79B9_7F4A_7C15)
        return (0..<Int(seconds * 8_000)).map { index in
            if index.isMultiple(of: 176) { letters = letters &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407 }
            phase += 2 * .pi * (letters >> 63 == 1 ? 1_400 : 1_800) / 8_000
            return Int16(6_000 * sin(phase))
        }
    }

    @Test("no key is heard in a minute of a text telephone, nor in a fax machine's tones")
    func noKeys() throws {
        let detector = try #require(ToneDetector(rate: 8_000))
        let tones =
            baudot(seconds: 60) + samples(3) { 6_000 * sine(1_100, $0) } + samples(3) { 6_000 * sine(2_100, $0) }
            + samples(3) { 6_000 * sine(Int($0 * 300).isMultiple(of: 2) ? 1_650 : 1_850, $0) }
        var keys = 0
        for start in stride(from: 0, to: tones.count - 160, by: 160) {
            let piece = Array(tones[start..<start + 160])
            piece.withUnsafeBufferPointer { detector.hear($0) { _ in keys += 1 } }
        }
        #expect(keys == 0)
    }

    @Test("a listener that passes data: a lost packet is silence, comfort noise is none, and nothing is shortened")
    func listener() throws {
        let start = MediaInstant(milliseconds: 5_000)
        let people = try #require(Listener(.pcmu, now: start))
        let machines = try #require(Listener(.pcmu, now: start))
        var loudest = (people: 0, machines: 0)
        let payload = samples(0.02) { 8_000 * sine(1_800, $0) }.map(G711.microLaw)
        for step in 0..<100 {
            let now = start.advanced(by: .milliseconds(step * 20))
            if step == 50 { machines.passDataUnchanged() }
            // From 3 s on every fifth packet is lost.
            if step < 60 || !step.isMultiple(of: 5) {
                let header = RTPHeader(
                    marker: false, payloadType: 0, sequence: UInt16(step), timestamp: UInt32(step * 160), ssrc: 7)
                payload.withUnsafeBytes {
                    people.received($0, header, now: now)
                    machines.received($0, header, now: now)
                }
            }
            let (heard, passed) = (people.frame(now: now), machines.frame(now: now))
            guard step >= 66 else { continue }
            if passed.allSatisfy({ $0 == 0 }) {
                loudest.people = max(loudest.people, heard.map { abs(Int($0)) }.max() ?? 0)
                loudest.machines += 1
            }
        }
        #expect(loudest.machines >= 5, "lost packets are silence")
        #expect(loudest.people > 1_000, "for people they are made up")
    }
}
