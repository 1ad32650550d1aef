package import Media
package import MediaEngine

extension MediaSetup {
    /// The setup of an engine with this configuration in another process.
    ///
    /// - Parameter threads: 0 for as many as the machine suggests there.
    package init(_ configuration: MediaConfiguration, threads: UInt16 = 0) {
        self.init(
            address: configuration.address.ipv4, ports: configuration.ports, threads: threads,
            maximumEndpoints: UInt32(clamping: configuration.maximumEndpoints),
            deadMediaMilliseconds: Self.milliseconds(configuration.deadMediaTime),
            latchMilliseconds: Self.milliseconds(configuration.latchWindow),
            reportMilliseconds: Self.milliseconds(configuration.reportInterval))
    }

    private static func milliseconds(_ time: Duration) -> UInt64 { UInt64(max(0, time / .milliseconds(1))) }
}
