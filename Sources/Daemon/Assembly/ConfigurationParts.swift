import CallModel
import Legs
import Logging
import Media
import MediaEngine
import MediaProcess
package import SIP
import SIPStack
import Security

/// A configuration, cut into what each part of the daemon is made with.
extension LoadedConfiguration {
    var phoneAccounts: [PhoneAccount] {
        phones.map {
            PhoneAccount(phone: $0.number, password: $0.password.value, algorithms: $0.digest.algorithms)
        }
    }

    var stackSettings: StackSettings {
        var settings = StackSettings(
            trunks: trunks, realm: sip.realm, externalAddress: sip.externalAddress, product: Product.name)
        settings.tls = TLSClientSettings(authorityFile: sip.tls?.authorities)
        return settings
    }

    var transportListeners: [TransportListener] {
        let files = sip.tls.map { TLSServerSettings(certificateFile: $0.certificate, keyFile: $0.key) }
        return sip.listeners.map { listener in
            TransportListener(
                listener.transport, SocketEndpoint(host: listener.host, port: listener.port),
                tls: listener.transport == .tls ? files : nil)
        }
    }

    /// The engine, in this process or in its own.
    ///
    /// - Throws: ``DaemonError`` when the address is none, or another error when the system gives no descriptor.
    func audioEngine(
        logger: Logger, events: @escaping @Sendable ([MediaEvent]) -> Void
    ) throws -> any AudioEngine {
        let engine = try mediaConfiguration()
        let (path, launch): (String, MediaLaunch?)
        switch media.process {
        case .shared:
            return MediaEngine(configuration: engine, say: { logger.info("\($0)") }, events: events)
        case .own:
            path = media.socket ?? stateDirectory + "/media.sock"
            launch = .ourselves(socket: path)
        case .unit:
            path = media.socket ?? MediaDaemon.unitSocket
            launch = nil
        }
        return try SeparateEngine(path: path, launch: launch, configuration: engine, logger: logger, events: events)
    }

    /// What endpoints are called: in another process they outlive this one, so that the numbers of two daemons must not
    /// be the same, and whose they are has to be told.
    func endpointNaming(at start: Timestamp) -> EndpointNaming {
        switch media.process {
        case .shared: .unnamed
        // A microsecond has room for 256: more than two daemons ever open between two starts.
        case .own, .unit: .named(first: UInt64(max(1, start.microseconds)) << 8)
        }
    }

    /// - Throws: ``DaemonError`` when the address is none.
    func mediaConfiguration() throws -> MediaConfiguration {
        guard let address = MediaAddress(media.address, port: 0) else {
            throw DaemonError(["media: \(media.address) is no IPv4 address"])
        }
        return MediaConfiguration(
            address: address, ports: media.ports,
            maximumEndpoints: maximumEndpoints,
            deadMediaTime: limits.deadMedia ?? .seconds(365 * 24 * 3600))
    }
}

extension PhoneSettings.Digest {
    /// What a challenge offers, best first.
    package var algorithms: [DigestAlgorithm] {
        switch self {
        case .md5: [.md5]
        case .sha256: [.sha256]
        case .both: [.sha256, .md5]
        }
    }
}
