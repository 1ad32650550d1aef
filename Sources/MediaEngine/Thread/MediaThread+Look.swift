import Media

/// Looking after the legs: reports that are due, latches whose window is over, peers that fell silent.
extension MediaThread {
    /// Looks at a part of the legs in each round, and so at each of them every so often: all at once would delay the packets
    /// behind it.
    func look(rounds: UInt64, now: MediaInstant) {
        let share = (inCalls.count * Int(min(rounds, UInt64(lookRounds))) + lookRounds - 1) / lookRounds
        for _ in 0..<min(share, inCalls.count) {
            if nextLook >= inCalls.count { nextLook = 0 }
            look(at: inCalls[nextLook], now: now)
            nextLook += 1
        }
    }

    /// Rounds between two looks at one leg: an eighth of what is watched for, between 20 ms and half a second.
    static func lookRounds(_ configuration: MediaConfiguration) -> Int {
        let shortest = min(configuration.deadMediaTime, configuration.oneWayTime, configuration.reportInterval)
        return Int(min(max(shortest / .milliseconds(160), 1), 25))
    }

    private func look(at endpoint: Endpoint, now: MediaInstant) {
        let leg = unsafe endpoint.leg
        guard unsafe leg.pointee.isConfigured else { return }
        unsafe Leg.connectIfFinal(leg, now: now)
        if unsafe now >= leg.pointee.reports.due { unsafe report(leg, now: now) }
        guard unsafe leg.pointee.mayReceive else { return }
        // Who holds need send nothing; whoever sent nevertheless, music of their own, and stops is gone.
        if unsafe !leg.pointee.maySend, let since = unsafe leg.pointee.heldSince,
            unsafe leg.pointee.lastHeard <= since.advanced(by: .seconds(1))
        {
            return
        }
        unsafe lookForOneWay(leg, now: now)
        // Who still reports is there, though silent: muted, or with nothing to say.
        let alive = unsafe max(leg.pointee.lastHeard, leg.pointee.reports.lastHeard ?? leg.pointee.lastHeard)
        guard unsafe !leg.pointee.isReportedDead, now >= alive.advanced(by: configuration.deadMediaTime) else { return }
        unsafe leg.pointee.isReportedDead = true
        unsafe emit(.deadMedia(leg.pointee.id))
    }

    /// Tells when the leg's peer is not heard while the other side of the bridge is.
    private func lookForOneWay(_ leg: UnsafeMutablePointer<Leg>, now: MediaInstant) {
        guard let other = unsafe leg.pointee.peer, unsafe !leg.pointee.isReportedOneWay, unsafe !leg.pointee.isSilent,
            unsafe leg.pointee.maySend
        else { return }
        let since = unsafe max(leg.pointee.lastHeard, leg.pointee.bridged)
        guard now >= since.advanced(by: configuration.oneWayTime), unsafe other.pointee.mayReceive,
            unsafe !other.pointee.awaitsFirst || other.pointee.reception.hasSource,
            unsafe now < other.pointee.lastHeard.advanced(by: .seconds(1))
        else { return }
        guard unsafe hasProbed(leg, now: now) else { return }
        unsafe leg.pointee.isReportedOneWay = true
        unsafe emit(.oneWay(leg.pointee.id, leg.pointee.oneWay(now: now)))
    }

    /// Whether it is known that the far port is closed, or is not: only a connected socket is told. Of a peer from whom
    /// nothing came at all, it is connected for a few packets, not longer: who sends from elsewhere is to be seen.
    private func hasProbed(_ leg: UnsafeMutablePointer<Leg>, now: MediaInstant) -> Bool {
        guard unsafe leg.pointee.awaitsFirst, unsafe leg.pointee.refusal == .none else { return true }
        guard let begun = unsafe leg.pointee.probed else {
            unsafe Leg.connectIfFinal(leg, now: now, evenUnheard: true)
            unsafe leg.pointee.probed = now
            return false
        }
        guard unsafe leg.pointee.portClosed != nil || now >= begun.advanced(by: .milliseconds(200)) else {
            return false
        }
        if unsafe !leg.pointee.latch.hasHeard { unsafe Leg.disconnect(leg) }
        return true
    }
}

extension Leg {
    /// What there is to be seen of why the peer is not heard.
    func oneWay(now: MediaInstant) -> OneWayAudio {
        let isPortClosed = portClosed.map { now < $0.advanced(by: .seconds(10)) } ?? false
        // What was refused while the peer was heard as it should explains nothing.
        let why = awaitsFirst || refused > lastHeard ? refusal : .none
        let sign: OneWayAudio.Sign =
            switch why {
            case .none: awaitsFirst ? .nothingCame : .stopped
            case .source: .otherAddress
            case .payloadType: .otherPayloadType
            case .protection: .notDecrypted
            case .form: .malformed
            }
        return OneWayAudio(
            sign: sign, isPortClosed: isPortClosed, source: sign == .otherAddress ? refusedSource : nil,
            payloadType: sign == .otherPayloadType ? refusedType : nil)
    }
}
