import Foundation
import Media
import MediaEngine
import Security
import Testing

@Suite("A recording, packet by packet, on a clock that the test turns")
struct RecordingJobTests {
    private let start = MediaInstant(milliseconds: 1_000_000)

    /// A side that speaks a tone, 20 ms a packet.
    private struct Voice {
        let codec: AudioCodec
        let channel: RecordingEntry.Channel
        let encoder: AudioEncoder
        let frequency: Double
        let ssrc: UInt32
        var number = 0

        init(_ codec: AudioCodec, _ channel: RecordingEntry.Channel, _ frequency: Double, ssrc: UInt32) throws {
            self.codec = codec
            self.channel = channel
            self.frequency = frequency
            self.ssrc = ssrc
            encoder = try #require(AudioEncoder(codec, packetTime: 20))
        }

        mutating func speak(into ring: RecordingRing, at time: MediaInstant) {
            let first = number * encoder.samples
            let samples = (0..<encoder.samples).map { index in
                Int16(8_000 * sin(2 * .pi * frequency * Double(first + index) / Double(codec.sampleRate)))
            }
            let payload = encoder.payload(of: samples)
            let header = RTPHeader(
                marker: false, payloadType: 0, sequence: UInt16(truncatingIfNeeded: number),
                timestamp: UInt32(number) * encoder.timestamps, ssrc: ssrc)
            payload.withUnsafeBytes { bytes in
                guard let base = bytes.baseAddress else { return }
                ring.put(
                    RecordingEntry(
                        arrived: time, header: header, codec: codec, channel: channel, count: payload.count), base)
            }
            number += 1
        }
    }

    private func at(_ milliseconds: Int) -> MediaInstant { start.advanced(by: .milliseconds(milliseconds)) }

    @Test(
        "the left is who was recorded, the right whom they were joined to, whatever their codecs",
        arguments: [(AudioCodec.pcmu, AudioCodec.pcma), (.g722, .pcmu), (.opus, .speex)])
    func sides(_ codecs: (AudioCodec, AudioCodec)) throws {
        let test = try TestRecording()
        let ring = RecordingRing()
        let job = try RecordingJob(test.order, ring, start: start)
        var patient = try Voice(codecs.0, .near, 440, ssrc: 1)
        var doctor = try Voice(codecs.1, .far, 1_000, ssrc: 2)
        for step in 0..<200 {
            patient.speak(into: ring, at: at(step * 20 + 3))
            doctor.speak(into: ring, at: at(step * 20 + 7))
            if step % 5 == 4 { #expect(job.advance(now: at(step * 20 + 20)) == nil) }
        }
        ring.close(now: at(4_000))
        let report = try #require(job.advance(now: at(4_100)))
        #expect(report.end == .finished && report.milliseconds == 4_000 && report.packetsDropped == 0)
        #expect(report.bytes == UInt64(test.file.count))
        let (left, right) = try test.sides()
        #expect(left.count == 64_000 && right.count == 64_000)
        #expect(share(of: 440, in: left[8_000..<56_000]) > 0.95)
        #expect(share(of: 1_000, in: right[8_000..<56_000]) > 0.95)
        #expect(share(of: 1_000, in: left[8_000..<56_000]) < 0.001)
        #expect(share(of: 440, in: right[8_000..<56_000]) < 0.001)
    }

    @Test("a pause of two seconds is two seconds of silence, and what comes after it is in its place")
    func pause() throws {
        let test = try TestRecording()
        let ring = RecordingRing()
        let job = try RecordingJob(test.order, ring, start: start)
        var patient = try Voice(.pcmu, .near, 440, ssrc: 1)
        for step in 0..<300 {
            // Packets of the pause never come into the ring; their numbers are used up all the same.
            if (100..<200).contains(step) { patient.number += 1 } else { patient.speak(into: ring, at: at(step * 20)) }
            _ = job.advance(now: at(step * 20 + 20))
        }
        ring.close(now: at(6_000))
        #expect(job.advance(now: at(6_000))?.milliseconds == 6_000)
        let (left, right) = try test.sides()
        #expect(share(of: 440, in: left[8_000..<30_000]) > 0.95)
        // 300 ms after the last packet there is nothing, not even what stands for lost packets.
        #expect(peak(left[(32_000 + 6_000)..<64_000]) == 0)
        #expect(share(of: 440, in: left[70_000..<95_000]) > 0.95)
        #expect(peak(right[...]) == 0)
    }

    @Test("somebody else on the right, with another codec and source, is heard from where they begin")
    func passedOn() throws {
        let test = try TestRecording()
        let ring = RecordingRing()
        let job = try RecordingJob(test.order, ring, start: start)
        var first = try Voice(.pcmu, .far, 700, ssrc: 2)
        var second = try Voice(.g722, .far, 1_500, ssrc: 3)
        for step in 0..<100 { first.speak(into: ring, at: at(step * 20)) }
        for step in 100..<200 { second.speak(into: ring, at: at(step * 20)) }
        ring.close(now: at(4_000))
        #expect(job.advance(now: at(4_000))?.end == .finished)
        let right = try test.sides().right
        #expect(share(of: 700, in: right[8_000..<30_000]) > 0.95)
        #expect(share(of: 1_500, in: right[36_000..<60_000]) > 0.95)
    }

    @Test(
        "a crash leaves what was written: of 4.5 s without an end, 4 s can be read and the end is known to be missing")
    func crash() throws {
        let test = try TestRecording()
        let ring = RecordingRing()
        var patient = try Voice(.pcmu, .near, 440, ssrc: 1)
        do {
            let job = try RecordingJob(test.order, ring, start: start)
            for step in 0..<225 {
                patient.speak(into: ring, at: at(step * 20))
                _ = job.advance(now: at(step * 20 + 20))
            }
        }
        var opener = try ChunkOpener(test.file, fileKey: test.order.key)
        let audio = try #require(RecordingAudio())
        var samples: [Int16] = []
        for _ in 0..<4 { samples += try audio.samples(of: try #require(try opener.next())) }
        #expect(throws: SealingError(.truncated, "")) { try opener.next() }
        #expect(samples.count == 2 * 64_000)
        #expect(share(of: 440, in: stride(from: 16_000, to: 120_000, by: 2).map { samples[$0] }[...]) > 0.95)
    }

    @Test("a recording of 20,000 bytes at most ends when it has them, whole")
    func limit() throws {
        let test = try TestRecording(limit: 20_000)
        let ring = RecordingRing()
        let job = try RecordingJob(test.order, ring, start: start)
        var patient = try Voice(.pcmu, .near, 440, ssrc: 1)
        var report: RecordingReport?
        for step in 0..<3_000 where report == nil {
            patient.speak(into: ring, at: at(step * 20))
            report = job.advance(now: at(step * 20 + 20))
        }
        #expect(report?.end == .full)
        #expect((20_000..<30_000).contains(report?.bytes ?? 0))
        #expect(try test.sides().left.count == Int(report?.milliseconds ?? 0) * 16)
    }

    @Test("a folder that is not there, and a file that is there already, are refused in words")
    func noFile() throws {
        let ring = RecordingRing()
        let nowhere = try TestRecording(folder: "/nonexistent/recordings")
        #expect(throws: MediaEngineError.self) { try RecordingJob(nowhere.order, ring, start: start) }
        let test = try TestRecording()
        _ = try RecordingJob(test.order, ring, start: start)
        do {
            _ = try RecordingJob(test.order, ring, start: start)
            Issue.record("a file was written over")
        } catch {
            #expect(error.description.contains("cannot make \(test.order.path): File exists"))
        }
    }

    @Test("a ring that nobody empties drops and counts what does not fit, and keeps what it has")
    func overflow() throws {
        let test = try TestRecording()
        let ring = RecordingRing()
        let job = try RecordingJob(test.order, ring, start: start)
        var patient = try Voice(.pcmu, .near, 440, ssrc: 1)
        for step in 0..<1_000 { patient.speak(into: ring, at: at(step * 20)) }
        #expect(ring.dropped > 300 && ring.dropped < 500)
        ring.close(now: at(20_000))
        let report = try #require(job.advance(now: at(20_000)))
        #expect(report.end == .finished && report.packetsDropped == ring.dropped && report.milliseconds == 20_000)
        #expect(share(of: 440, in: try test.sides().left[8_000..<150_000]) > 0.95)
    }
}
