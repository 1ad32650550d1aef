import CLinux
import Media

/// Legs whose far end nobody hears: a caller in a menu or with music, a phone that is asked for a key.
///
/// What comes from there is counted, and looked through for keys; nobody feels that a key counts 60 ms later. So it wakes
/// nobody:
///
/// ```
/// in a bridge     one wake-up and one receive for each packet
/// unattended      every third round takes what has come in 60 ms, with the times at which it came
/// ```
///
/// Their sockets are connected and empty of all that is from elsewhere, so that the kernel has judged the sender.
extension MediaThread {
    /// Datagrams that are taken at once; a packet of 10 ms comes six times in three ticks.
    static let waitingBound = 8
    /// How often that is done in one visit: what came in a stall is not left for later.
    private static let most = 16

    /// Attends to an endpoint from now on, or lets it be, as somebody hears it or nobody does.
    func attend(_ endpoint: Endpoint, now: MediaInstant) {
        let leg = unsafe endpoint.leg
        let isUnheard =
            unsafe leg.pointee.isFiltered && leg.pointee.peer == nil && !leg.pointee.isListened
            && leg.pointee.tap == nil
        guard isUnheard else { return heed(endpoint, now: now) }
        guard !endpoint.isUnattended else { return }
        // Not watched, rather than watched for nothing: the kernel would look at that for each packet, ours too.
        unsafe unwatch(endpoint.leg)
        endpoint.isUnattended = true
        unattended += 1
        if unattended == 1 { inbox.expectUnheard() }
        pace(endpoint)
    }

    /// Takes what waits, and attends to the endpoint from now on.
    func heed(_ endpoint: Endpoint, now: MediaInstant) {
        guard endpoint.isUnattended, unsafe watch(endpoint.leg) == .queued else { return }
        takeWaiting(endpoint, now: now)
        endpoint.isUnattended = false
        unattended -= 1
    }

    /// Takes what has come since the last time.
    func takeWaiting(_ endpoint: Endpoint, now: MediaInstant) {
        let leg = unsafe endpoint.leg
        for _ in 0..<Self.most where unsafe takeSome(leg, now: now) < Self.waitingBound { return }
    }

    private func takeSome(_ leg: UnsafeMutablePointer<Leg>, now: MediaInstant) -> Int {
        let count = unsafe Int(
            cl_receive_waiting(leg.pointee.rtp, waiting, Self.bufferSize, arrivals, Int32(Self.waitingBound)))
        if count == -Int(ECONNREFUSED) { unsafe Leg.refusedByPort(leg) }
        for index in 0..<max(0, count) {
            let taken = unsafe arrivals[index]
            unsafe buffer.copyMemory(
                from: waiting + index * Self.bufferSize, byteCount: min(taken.count, Self.bufferSize))
            let came = MediaInstant(nanoseconds: taken.came &- wall)
            // A step of the system's clock is no time at which anything came.
            let isLikely = came <= now && now < came.advanced(by: .seconds(1))
            unsafe take(leg, taken.count, from: leg.pointee.remote, now: isLikely ? came : now)
        }
        return count
    }
}
