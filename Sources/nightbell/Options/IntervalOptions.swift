import ArgumentParser
import CallModel
import Daemon
import Routing

/// Which stretch of time a question is about.
struct IntervalOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("From when, by the clinic's clock: '2026-12-25 03:00'. Default: now.", valueName: "time"))
    var from: String?

    @Option(help: ArgumentHelp("How many days, 1 to 3650. Default: \(Proof.usualDays).", valueName: "number"))
    var days: Int?

    func validate() throws {
        if let days, !(1...3650).contains(days) { throw ValidationError("--days \(days) is not from 1 to 3650") }
    }

    /// The first instant, on a whole minute, and the first one after.
    func bounds(in configuration: LoadedConfiguration, usualDays: Int = Proof.usualDays) throws -> (
        Timestamp, Timestamp
    ) {
        var start = WallClock.system.now()
        start = Timestamp(seconds: start.seconds - start.seconds % 60)
        if let from {
            guard let time = configuration.instant(from) else {
                throw CannotRun(description: "--from '\(from)' is no date and time: write it as '2026-12-25 03:00'")
            }
            start = time
        }
        // So many days by the clock on the wall, whatever clock changes lie between.
        let zone = configuration.table.zone
        let civil = zone.local(at: start).civil
        let last = CivilTime(civil.date + (days ?? usualDays), secondOfDay: civil.secondOfDay)
        return (start, zone.instants(of: last).instant)
    }
}

extension LoadedConfiguration {
    /// The configuration at `path`, which has no errors.
    ///
    /// - Throws: ``CannotRun`` after its errors were said on standard error.
    static func sound(_ path: String) throws -> LoadedConfiguration {
        let load = ConfigurationLoader.load(path: path)
        guard let configuration = load.configuration else {
            for finding in load.errors { Output.complain(finding.description, prefix: "") }
            throw CannotRun(description: "\(path) has \(Words.count(load.errors.count, "error"))")
        }
        return configuration
    }
}
