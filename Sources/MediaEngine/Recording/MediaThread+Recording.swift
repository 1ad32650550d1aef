import CLinux
import Media

/// Where recordings take their audio from: two pointers in the legs of the recorded endpoint and of its peer.
///
/// The recorded side is the left channel for as long as the recording lasts; the right one is whoever it is bridged to,
/// so that a recording goes on when the call is passed to somebody else.
extension MediaThread {
    /// Begins a recording; a second one of the same endpoint is passed over, and told.
    func record(_ endpoint: Endpoint, _ order: RecordingOrder, now: MediaInstant) {
        guard endpoint.recording == nil else {
            let end = RecordingReport.End.failed("\(endpoint.id) is being recorded already")
            return emit(
                .recordingEnded(
                    endpoint.id, RecordingReport(id: order.id, end: end, bytes: 0, milliseconds: 0, packetsDropped: 0)))
        }
        let ring = RecordingRing()
        endpoint.recording = ring
        endpoint.isRecordingPaused = false
        recorder.begin(endpoint.id, order, ring, now: now)
        tap(endpoint, now: now)
    }

    /// Lets nothing into the recording, or lets it in again.
    func setRecording(_ endpoint: Endpoint, isPaused: Bool, now: MediaInstant) {
        endpoint.isRecordingPaused = isPaused
        tap(endpoint, now: now)
    }

    /// Ends the endpoint's recording, if it has one.
    func stopRecording(_ endpoint: Endpoint, now: MediaInstant) {
        guard let ring = endpoint.recording else { return }
        endpoint.recording = nil
        tap(endpoint, now: now)
        ring.close(now: now)
    }

    /// Sets the taps of an endpoint's leg, and of its peer's, to what is recorded now.
    func tap(_ endpoint: Endpoint, now: MediaInstant) {
        let leg = unsafe endpoint.leg
        let peer = unsafe leg.pointee.peer
        let other: Endpoint? =
            if let owner = unsafe peer?.pointee.owner { unsafe Endpoint.owning(owner) } else { nil }
        setTap(endpoint, beside: other)
        attend(endpoint, now: now)
        guard let other else { return }
        setTap(other, beside: endpoint)
        attend(other, now: now)
    }

    /// A leg is in one recording at a time: its own before its peer's.
    private func setTap(_ endpoint: Endpoint, beside other: Endpoint?) {
        let leg = unsafe endpoint.leg
        let (owner, channel): (Endpoint?, RecordingEntry.Channel) =
            endpoint.recording == nil ? (other, .far) : (endpoint, .near)
        let ring = owner?.isRecordingPaused == false ? owner?.recording : nil
        // The endpoint that records keeps the ring; every change of it or of the bridge comes by here first.
        unsafe leg.pointee.tap = ring.map { unsafe UnsafeRawPointer(Unmanaged.passUnretained($0).toOpaque()) }
        unsafe leg.pointee.tapChannel = channel
    }

    /// Puts a packet of audio into the recording. Who holds is heard by nobody, and is not recorded either.
    @inline(never)
    func keep(_ leg: UnsafeMutablePointer<Leg>, _ header: RTPHeader, in tap: UnsafeRawPointer, now: MediaInstant) {
        guard unsafe leg.pointee.mayReceive, unsafe leg.pointee.maySend else { return }
        let entry = unsafe RecordingEntry(
            arrived: now, header: header, codec: leg.pointee.codec, channel: leg.pointee.tapChannel,
            count: header.payloadCount)
        unsafe Unmanaged<RecordingRing>.fromOpaque(tap)._withUnsafeGuaranteedRef { ring in
            unsafe ring.put(entry, buffer + header.payloadOffset)
        }
    }
}
