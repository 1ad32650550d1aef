import Media

extension OneWayAudio {
    /// The likely cause, for whoever must mend it.
    ///
    /// | what was seen | and | it says |
    /// |---|---|---|
    /// | nothing came | its port is closed | its program is gone, or a firewall |
    /// | nothing came | we named a private address to a public one | our external address is missing |
    /// | nothing came | it named a private address and is reached over a public one | it is behind NAT |
    /// | nothing came | – | a firewall or NAT on the way |
    /// | another address | – | it is behind NAT, or somebody else |
    /// | another payload type, no decryption, no RTP | – | that |
    /// | it stopped | its port is closed | its program or its network is gone |
    /// | it stopped | – | muted, on hold without a word, or its network |
    ///
    /// - Parameters:
    ///   - remote: where we send to.
    ///   - host: our address as we told it.
    ///   - signalling: the address that its signalling comes from.
    func words(remote: MediaAddress, host: String, signalling: String) -> String {
        let place = "\(remote.host):\(remote.port)"
        switch sign {
        case .nothingCame:
            let named = MediaAddress(host, port: 0)?.isPrivate ?? false
            let farIsPrivate = MediaAddress(signalling, port: 0)?.isPrivate ?? true
            if isPortClosed {
                return "no packet ever came, and its port \(place) is closed (ICMP): its program is gone, or a firewall"
            }
            if named, !farIsPrivate {
                return "no packet ever came: we named \(host), a private address; set the external address"
            }
            if remote.isPrivate, !farIsPrivate {
                return "no packet ever came: it names \(remote.host), a private address; mark it as behind NAT"
            }
            return "no packet ever came: a firewall or NAT between it and \(host) keeps audio back"
        case .otherAddress:
            let from = source.map { "\($0.host):\($0.port)" } ?? "another address"
            return "audio comes from \(from), but \(place) was agreed on: mark it as behind NAT if that is it"
        case .otherPayloadType:
            return "it sends payload type \(payloadType.map { "\($0)" } ?? "?"), which was not agreed on"
        case .notDecrypted: return "what it sends does not decrypt: other keys, or no encryption"
        case .malformed: return "what comes from it is not RTP"
        case .stopped:
            return isPortClosed
                ? "its audio stopped, and its port \(place) is closed (ICMP): its program or its network is gone"
                : "its audio stopped: muted, held without a word of it, or its network is gone"
        }
    }
}
