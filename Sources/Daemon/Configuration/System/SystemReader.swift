import Routing
import SIPStack

/// Reads `listen:`, `media:` and `limits:`.
struct SystemReader {
    let log: FindingLog

    func listen(_ node: YAMLNode?, clinic: String) -> SIPSettings {
        var settings = SIPSettings(
            listeners: [
                .init(transport: .udp, host: "0.0.0.0", port: 5060),
                .init(transport: .tcp, host: "0.0.0.0", port: 5060),
            ],
            tls: nil, realm: "nightbell", externalAddress: nil)
        guard let node, let section = Section(node, path: "listen", keys: .listen, log: log) else { return settings }
        if section["sip"] != nil {
            let texts = section.texts("sip")
            settings.listeners = texts.compactMap { listener($0) }
            var seen: Set<SIPSettings.Listener> = []
            for (text, listener) in zip(texts, settings.listeners) where texts.count == settings.listeners.count {
                if !seen.insert(listener).inserted {
                    log.error(text.position, "'listen.sip': '\(text.value)' is here a second time")
                }
            }
        }
        settings.tls = tls(section)
        if let realm = section.text("realm") { settings.realm = realm }
        settings.externalAddress = section.numericAddress("external_address")
        if settings.tls == nil, section["tls"] == nil, settings.listeners.contains(where: { $0.transport == .tls }) {
            log.error(
                section["sip"]?.position ?? node.position, "'listen.sip' has tls, and there is no certificate",
                hint: "add 'tls: { certificate: …, key: … }' under 'listen'")
        }
        return settings
    }

    /// `udp 127.0.0.1:5060`.
    private func listener(_ text: Placed<String>) -> SIPSettings.Listener? {
        let words = text.value.words
        if words.count == 2, let transport = TransportKind(token: words[0]), let place = NetworkPhrase.host(words[1]),
            NetworkPhrase.isNumeric(place.host)
        {
            return .init(transport: transport, host: place.host, port: place.port ?? transport.defaultPort)
        }
        log.error(
            text.position, "'listen.sip': '\(text.value)' is not understood",
            hint: "write udp, tcp or tls and a numeric address: 'udp 0.0.0.0:5060'")
        return nil
    }

    private func tls(_ section: Section) -> SIPSettings.TLS? {
        guard let node = section["tls"],
            let table = Section(node, path: section.path("tls"), keys: .tls, log: log)
        else { return nil }
        let certificate = table.required("certificate").flatMap { _ in table.placedText("certificate") }
        let key = table.required("key").flatMap { _ in table.placedText("key") }
        guard let certificate, let key else { return nil }
        return .init(
            certificate: Paths.resolve(certificate), key: Paths.resolve(key),
            authorities: table.placedText("authorities").map(Paths.resolve))
    }

    func media(_ node: YAMLNode?) -> MediaSettings {
        var settings = MediaSettings(address: "0.0.0.0", ports: 20_000...29_999, externalAddress: nil)
        guard let node, let section = Section(node, path: "media", keys: .media, log: log) else { return settings }
        if let text = section.placedText("address") {
            if NetworkPhrase.isIPv4(text.value[...]) {
                settings.address = text.value
            } else {
                log.error(
                    text.position, "'media.address': '\(text.value)' is not an IPv4 address", hint: "such as 192.0.2.10"
                )
            }
        }
        if let text = section.placedText("ports") {
            let ends = text.value.split(separator: "-").map { NetworkPhrase.port($0.trimmed) }
            if ends.count == 2, let low = ends[0], let high = ends[1], low >= 1024, low % 2 == 0, high > low {
                settings.ports = low...high
            } else {
                log.error(
                    text.position, "'media.ports': '\(text.value)' is not a range of ports",
                    hint: "from an even port above 1023 to a higher one: 20000-29999")
            }
        }
        settings.externalAddress = section.numericAddress("external_address")
        settings.process = section.choice("process", MediaSettings.Process.self) ?? .shared
        guard let socket = section.placedText("socket") else { return settings }
        settings.socket = Paths.resolve(socket)
        if settings.process == .shared, section["process"] == nil || section["process"]?.text == "shared" {
            log.error(
                socket.position, "'media.socket' is there and no process that listens on it",
                hint: "add 'process: unit' where systemd starts it, or 'process: own'")
        }
        return settings
    }

    func limits(_ node: YAMLNode?) -> LimitSettings {
        var limits = LimitSettings()
        guard let node, let section = Section(node, path: "limits", keys: .limits, log: log) else { return limits }
        limits.calls = section.integer("calls", in: 1...10_000) ?? limits.calls
        limits.drain = section.duration("drain", in: .seconds(0)...Duration.seconds(86_400)) ?? limits.drain
        if section["dead_media"]?.text == "no" {
            limits.deadMedia = nil
        } else if let time = section.duration("dead_media", in: .seconds(5)...Duration.seconds(3600)) {
            limits.deadMedia = time
        }
        limits.longestCall =
            section.duration("longest_call", in: .seconds(60)...Duration.seconds(86_400)) ?? limits.longestCall
        return limits
    }
}
