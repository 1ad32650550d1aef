/// The numbers of cases on the wire. One that is taken is never given away: a newer process may talk to an older one.
extension AudioCodec: WireNumbered {
    var wireNumber: UInt8 {
        switch self {
        case .pcmu: 0
        case .pcma: 1
        case .g722: 2
        case .speex: 3
        case .speexWideband: 4
        case .opus: 5
        }
    }
}

extension StreamDirection: WireNumbered {
    var wireNumber: UInt8 {
        switch self {
        case .sendReceive: 0
        case .sendOnly: 1
        case .receiveOnly: 2
        case .inactive: 3
        }
    }
}

extension Latching: WireNumbered {
    var wireNumber: UInt8 {
        switch self {
        case .locked: 0
        case .samePeer: 1
        case .behindNAT: 2
        }
    }
}

extension PlaybackLoop: WireNumbered {
    var wireNumber: UInt8 {
        switch self {
        case .once: 0
        case .forever: 1
        }
    }
}

extension PlaybackEnd: WireNumbered {
    var wireNumber: UInt8 {
        switch self {
        case .finished: 0
        case .stopped: 1
        case .missingPrompt: 2
        }
    }
}

extension StreamKeys.Suite: WireNumbered {
    var wireNumber: UInt8 {
        switch self {
        case .aes80: 0
        case .aes32: 1
        }
    }
}
