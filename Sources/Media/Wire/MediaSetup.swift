/// What a media engine is made with: it comes from the clinic's configuration, which the media process never sees.
package struct MediaSetup: Hashable, Sendable {
    /// The address that sockets are bound to.
    package var address: UInt32
    /// The UDP ports; `nil` leaves the choice to the kernel.
    package var ports: ClosedRange<UInt16>?
    /// Media threads; 0 for as many as the machine suggests.
    package var threads: UInt16
    package var maximumEndpoints: UInt32
    package var deadMediaMilliseconds: UInt64
    package var latchMilliseconds: UInt64
    package var reportMilliseconds: UInt64

    /// A setup of these parts.
    package init(
        address: UInt32, ports: ClosedRange<UInt16>?, threads: UInt16, maximumEndpoints: UInt32,
        deadMediaMilliseconds: UInt64, latchMilliseconds: UInt64, reportMilliseconds: UInt64
    ) {
        self.address = address
        self.ports = ports
        self.threads = threads
        self.maximumEndpoints = maximumEndpoints
        self.deadMediaMilliseconds = deadMediaMilliseconds
        self.latchMilliseconds = latchMilliseconds
        self.reportMilliseconds = reportMilliseconds
    }
}

extension MediaSetup: WireValue {
    /// A hundred years: more than any time is, and no sum of it overflows.
    private static let longest: UInt64 = 100 * 366 * 86_400_000

    package func write(to writer: inout WireWriter) {
        writer.put(address)
        // Port 0 is none.
        writer.put(ports?.lowerBound ?? 0)
        writer.put(ports?.upperBound ?? 0)
        writer.put(threads)
        writer.put(maximumEndpoints)
        for time in [deadMediaMilliseconds, latchMilliseconds, reportMilliseconds] { writer.put(time) }
    }

    package init(from reader: inout WireReader) throws(WireFault) {
        let address = try reader.word32()
        let (low, high) = (try reader.word16(), try reader.word16())
        guard low == 0 && high == 0 || low > 0 && low <= high else { throw WireFault("ports \(low) to \(high)") }
        let threads = try reader.word16()
        guard threads <= 256 else { throw WireFault("\(threads) media threads") }
        let endpoints = try reader.word32()
        guard endpoints <= 1 << 20 else { throw WireFault("\(endpoints) endpoints") }
        let times = (try reader.word64(), try reader.word64(), try reader.word64())
        guard max(times.0, times.1, times.2) <= Self.longest else { throw WireFault("a time of more than 100 years") }
        self.init(
            address: address, ports: low == 0 ? nil : low...high, threads: threads, maximumEndpoints: endpoints,
            deadMediaMilliseconds: times.0, latchMilliseconds: times.1, reportMilliseconds: times.2)
    }
}
