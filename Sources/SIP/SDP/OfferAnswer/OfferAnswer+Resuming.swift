extension OfferAnswer {
    /// The exchange of a session that another process had: our half of it stands in the description that was sent last.
    ///
    /// - Parameters:
    ///   - description: what we sent last; its o= line numbers the session.
    ///   - local: our end.
    ///   - agreed: what was agreed.
    package init(
        capability: AudioCapability, resuming description: SessionDescription, local: LocalAudio,
        agreed: NegotiatedAudio, keyOctets: [UInt8]
    ) {
        self.init(
            capability: capability, sessionID: description.origin.flatMap { UInt64($0.sessionID) } ?? 1,
            keyOctets: keyOctets)
        version = description.origin.flatMap { UInt64($0.version) } ?? 1
        var sent = description
        sent.origin = nil
        let audio = AudioStream.all(in: sent).first { $0.stream.port != 0 }?.stream
        lastSent = OwnHalf(
            description: sent, local: local, formats: audio?.formats ?? [], crypto: audio?.crypto ?? [])
        agreedLocal = lastSent
        self.agreed = agreed
    }
}
