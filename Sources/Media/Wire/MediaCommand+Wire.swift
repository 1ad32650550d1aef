extension MediaCommand: WireValue {
    package func write(to writer: inout WireWriter) {
        switch self {
        case .open(let id): writer.put(1, id)
        case .configure(let id, let parameters):
            writer.put(2, id)
            parameters.write(to: &writer)
        case .play(let id, let playback, let prompts, let loop):
            writer.put(3, id)
            playback.write(to: &writer)
            writer.put(list: prompts)
            loop.write(to: &writer)
        case .stop(let id): writer.put(4, id)
        case .bridge(let left, let right):
            writer.put(5, left)
            right.write(to: &writer)
        case .unbridge(let id): writer.put(6, id)
        case .sendDigit(let id, let digit, let milliseconds):
            writer.put(7, id)
            digit.write(to: &writer)
            writer.put(count: milliseconds)
        case .close(let id): writer.put(8, id)
        case .reopen(let id, let memory):
            writer.put(9, id)
            memory.write(to: &writer)
        case .name(let id, let name):
            writer.put(10, id)
            name.write(to: &writer)
        case .record(let id, let order):
            writer.put(11, id)
            order.write(to: &writer)
        case .pauseRecording(let id): writer.put(12, id)
        case .resumeRecording(let id): writer.put(13, id)
        case .stopRecording(let id): writer.put(14, id)
        case .hearKeys(let id): writer.put(15, id)
        }
    }

    package init(from reader: inout WireReader) throws(WireFault) {
        let number = try reader.octet()
        let id = try EndpointID(from: &reader)
        switch number {
        case 1: self = .open(id)
        case 2: self = .configure(id, try StreamParameters(from: &reader))
        case 3:
            self = .play(
                id, try PlaybackID(from: &reader), try reader.list(upTo: WireBounds.promptsOfPlayback),
                try PlaybackLoop(from: &reader))
        case 4: self = .stop(id)
        case 5: self = .bridge(id, try EndpointID(from: &reader))
        case 6: self = .unbridge(id)
        case 7: self = .sendDigit(id, try MediaDigit(from: &reader), milliseconds: Int(try reader.word16()))
        case 8: self = .close(id)
        case 9: self = .reopen(id, try EndpointMemory(from: &reader))
        case 10: self = .name(id, try EndpointName(from: &reader))
        case 11: self = .record(id, try RecordingOrder(from: &reader))
        case 12: self = .pauseRecording(id)
        case 13: self = .resumeRecording(id)
        case 14: self = .stopRecording(id)
        case 15: self = .hearKeys(id)
        default: throw WireFault("a command with the number \(number)")
        }
    }
}

extension WireWriter {
    fileprivate mutating func put(_ number: UInt8, _ id: EndpointID) {
        put(number)
        id.write(to: &self)
    }
}
