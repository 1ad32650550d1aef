import Media
import Testing

@Suite("Digits from telephone-events, RFC 4733 §2.5")
struct TelephoneEventReceiverTests {
    private func block(_ event: UInt8, _ duration: UInt16, end: Bool = false) -> TelephoneEventBlock {
        TelephoneEventBlock(event: event, isEnd: end, volume: 10, duration: duration)
    }

    private func digits(
        _ blocks: [(UInt32, TelephoneEventBlock)], ssrc: UInt32 = 1
    ) -> String {
        var receiver = TelephoneEventReceiver()
        return String(
            blocks.compactMap { timestamp, block -> Character? in
                guard case .started(let digit) = receiver.receive(block, timestamp: timestamp, ssrc: ssrc) else {
                    return nil
                }
                return digit.character
            })
    }

    @Test("A digit of five packets and three ends is one, told at the first")
    func one() throws {
        var receiver = TelephoneEventReceiver()
        let five = try #require(MediaDigit(event: 5))
        #expect(receiver.receive(block(5, 160), timestamp: 8_000, ssrc: 1) == .started(five))
        for duration: UInt16 in [320, 480, 640] {
            #expect(receiver.receive(block(5, duration), timestamp: 8_000, ssrc: 1) == .known)
        }
        for _ in 0..<3 { #expect(receiver.receive(block(5, 800, end: true), timestamp: 8_000, ssrc: 1) == .known) }
    }

    @Test("Every packet but one lost: the one is enough, be it the first, one of the middle or the last end")
    func single() {
        #expect(digits([(8_000, block(1, 160))]) == "1")
        #expect(digits([(8_000, block(11, 480))]) == "#")
        #expect(digits([(8_000, block(10, 800, end: true))]) == "*")
    }

    @Test("All ends lost, the same key again: two digits")
    func endsLost() {
        #expect(digits([(8_000, block(5, 160)), (8_000, block(5, 320)), (9_600, block(5, 160))]) == "55")
    }

    @Test("Two equal keys back to back without a pause are two digits")
    func backToBack() {
        #expect(
            digits([
                (8_000, block(5, 160)), (8_000, block(5, 320)), (8_000, block(5, 480, end: true)),
                (8_480, block(5, 160)), (8_480, block(5, 480, end: true)),
            ]) == "55")
        #expect(digits([(8_000, block(5, 160)), (8_000, block(5, 320)), (8_480, block(5, 160))]) == "55")
    }

    @Test("Late copies of a digit after the next ones are not told again")
    func late() {
        #expect(
            digits([
                (8_000, block(1, 160)), (9_600, block(2, 160)), (8_000, block(1, 800, end: true)),
                (11_200, block(3, 160)), (9_600, block(2, 800, end: true)), (8_000, block(1, 800, end: true)),
            ]) == "123")
    }

    @Test("A digit whose only packet comes after the next digit began is told, late")
    func overtaken() {
        #expect(digits([(9_600, block(2, 160)), (8_000, block(1, 800, end: true)), (9_600, block(2, 320))]) == "21")
    }

    @Test("A packet from more than one second before is too old to be a digit")
    func tooOld() throws {
        var receiver = TelephoneEventReceiver()
        _ = receiver.receive(block(2, 160), timestamp: 100_000, ssrc: 1)
        #expect(receiver.receive(block(1, 160), timestamp: 91_999, ssrc: 1) == .tooOld)
    }

    @Test("A sender that moves the timestamp with every packet presses once")
    func movingTimestamps() {
        #expect(
            digits([
                (8_000, block(5, 160)), (8_160, block(5, 320)), (8_320, block(5, 480)), (8_480, block(5, 640)),
                (8_640, block(5, 800, end: true)), (8_800, block(5, 800, end: true)), (8_960, block(5, 800, end: true)),
            ]) == "5")
    }

    @Test("A key held for 10 s is one digit: the second segment begins 65,535 after the first")
    func longDigit() {
        #expect(
            digits([
                (8_000, block(7, 160)), (8_000, block(7, 65_440)), (8_000, block(7, 65_535)),
                (73_535, block(7, 65)), (73_535, block(7, 14_465, end: true)),
            ]) == "7")
    }

    @Test("Timestamps may wrap between two digits and within one")
    func wrap() {
        #expect(
            digits([
                (0xFFFF_FF00, block(1, 160)), (0xFFFF_FF00, block(1, 640, end: true)), (0x0000_0500, block(1, 160)),
            ]) == "11")
    }

    @Test("A hook flash (16), a fax tone (36) and event 255 are no digits")
    func notDigits() {
        var receiver = TelephoneEventReceiver()
        for event: UInt8 in [16, 36, 255] {
            #expect(receiver.receive(block(event, 160), timestamp: 8_000, ssrc: 1) == .notDigit)
        }
    }

    @Test("A new SSRC with an old timestamp is a new press")
    func newSource() throws {
        var receiver = TelephoneEventReceiver()
        let nine = try #require(MediaDigit(event: 9))
        _ = receiver.receive(block(9, 160), timestamp: 8_000, ssrc: 1)
        #expect(receiver.receive(block(9, 160), timestamp: 8_000, ssrc: 2) == .started(nine))
    }

    @Test(
        "10,000 digits at 5 % loss, 5 % duplication and 10 % reordering: each that arrived at all is told exactly once",
        arguments: [1, 2, 3, 4] as [UInt64])
    func impaired(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var sent: [(at: Double, digit: Int, timestamp: UInt32, block: TelephoneEventBlock)] = []
        var arrived = Set<Int>()
        var timestamp: UInt32 = 0xFFF0_0000
        var time = 0.0
        var keys: [UInt8] = []
        for digit in 0..<10_000 {
            // Half of the time the same key again, which is the harder case; 60 to 200 ms long, 60 to 200 ms apart.
            let key =
                digit > 0 && Bool.random(using: &generator) ? keys[digit - 1] : .random(in: 0...11, using: &generator)
            keys.append(key)
            let packets = Int.random(in: 3...10, using: &generator)
            for index in 0..<(packets + 2) {
                let isEnd = index >= packets - 1
                let duration = UInt16(min(index + 1, packets) * 160)
                for _ in 0..<(Int.random(in: 0..<100, using: &generator) < 5 ? 2 : 1) {
                    guard Int.random(in: 0..<100, using: &generator) >= 5 else { continue }
                    // Late by up to 60 ms: three packets overtake it.
                    let isLate = Int.random(in: 0..<100, using: &generator) < 10
                    let delay = isLate ? Double.random(in: 0...60, using: &generator) : 0
                    sent.append(
                        (time + Double(index) * 20 + delay, digit, timestamp, block(key, duration, end: isEnd)))
                    arrived.insert(digit)
                }
            }
            let length = (packets + 2) * 20 + Int.random(in: 1...8, using: &generator) * 20
            time += Double(length)
            timestamp &+= UInt32(length * 8)
        }
        var receiver = TelephoneEventReceiver()
        var told = [Int](repeating: 0, count: 10_000)
        var wrong = 0
        for packet in sent.sorted(by: { $0.at < $1.at }) {
            guard case .started(let digit) = receiver.receive(packet.block, timestamp: packet.timestamp, ssrc: 1) else {
                continue
            }
            told[packet.digit] += 1
            if digit.event != keys[packet.digit] { wrong += 1 }
        }
        #expect(wrong == 0)
        #expect(arrived.count > 9_990)
        #expect((0..<10_000).filter { told[$0] != (arrived.contains($0) ? 1 : 0) } == [])
    }
}

@Suite("Digits sent as telephone-events, RFC 4733 §2.5.1")
struct TelephoneEventSenderTests {
    private func run(_ sender: inout TelephoneEventSender, ticks: Int) -> [String] {
        (0..<ticks).map { _ in
            guard let packet = sender.tick() else { return "-" }
            return (packet.isFirst ? "M" : "") + "\(packet.block.event):\(packet.block.duration)"
                + (packet.block.isEnd ? "E" : "")
        }
    }

    @Test("A digit of 80 ms: four packets 20 ms apart, the last is an end and is repeated twice")
    func timeline() throws {
        var sender = TelephoneEventSender()
        let five = try #require(MediaDigit(event: 5))
        #expect(sender.send(five, milliseconds: 80) == .queued)
        #expect(run(&sender, ticks: 7) == ["M5:160", "5:320", "5:480", "5:640E", "5:640E", "5:640E", "-"])
    }

    @Test("Two digits are 80 ms apart after the last end; then there is nothing to do")
    func two() throws {
        var sender = TelephoneEventSender()
        let one = try #require(MediaDigit(event: 1))
        let pound = try #require(MediaDigit(event: 11))
        _ = sender.send(one, milliseconds: 40)
        _ = sender.send(pound, milliseconds: 50)
        #expect(
            run(&sender, ticks: 14) == [
                "M1:160", "1:320E", "1:320E", "1:320E", "-", "-", "-", "-", "M11:160", "11:320", "11:400E", "11:400E",
                "11:400E", "-",
            ])
        _ = run(&sender, ticks: 3)
        #expect(!sender.isBusy)
        #expect(run(&sender, ticks: 2) == ["-", "-"])
    }

    @Test("Lengths are brought into 40 to 8,000 ms; the 33rd waiting digit is dropped")
    func limits() throws {
        var sender = TelephoneEventSender()
        let zero = try #require(MediaDigit(event: 0))
        for _ in 0..<32 { #expect(sender.send(zero, milliseconds: -5) == .queued) }
        #expect(sender.send(zero, milliseconds: 100) == .dropped)
        #expect(run(&sender, ticks: 3) == ["M0:160", "0:320E", "0:320E"])
        var long = TelephoneEventSender()
        _ = long.send(zero, milliseconds: 1_000_000)
        let packets = run(&long, ticks: 402)
        #expect(packets[399] == "0:64000E")
    }

    @Test("What is sent is heard: 16 digits, each once")
    func roundTrip() throws {
        var sender = TelephoneEventSender()
        for event in UInt8(0)...15 { _ = sender.send(try #require(MediaDigit(event: event)), milliseconds: 100) }
        var receiver = TelephoneEventReceiver()
        var heard = ""
        var timestamp: UInt32 = 0
        for tick in 0..<1_000 {
            guard let packet = sender.tick() else { continue }
            if packet.isFirst { timestamp = UInt32(tick) * 160 }
            if case .started(let digit) = receiver.receive(packet.block, timestamp: timestamp, ssrc: 1) {
                heard.append(digit.character)
            }
        }
        #expect(heard == "0123456789*#ABCD")
    }
}
