import Logging
import Media
import MediaEngine
import MediaProcess
import Synchronization

/// The media engine in a process of its own.
struct SeparateEngine: AudioEngine {
    /// How long the daemon's start waits for the media process.
    static let patience = Duration.seconds(10)

    private let link: MediaLink
    private let path: String
    private let lastRefusal: Refusals

    /// An engine at `path`.
    ///
    /// - Throws: ``MediaProcessError``.
    init(
        path: String, launch: MediaLaunch?, configuration: MediaConfiguration, logger: Logger,
        events: @escaping @Sendable ([MediaEvent]) -> Void
    ) throws {
        var settings = MediaLinkSettings(
            path: path, build: Product.version, setup: MediaSetup(configuration), launch: launch)
        // Whoever hears nothing for the dead-media time hangs up; so do we.
        settings.silence = min(settings.silence, configuration.deadMediaTime)
        let refusals = Refusals()
        lastRefusal = refusals
        self.path = path
        link = try MediaLink(settings: settings, events: events) { notice in
            refusals.note(notice)
            Self.log(notice, logger)
        }
    }

    func begin() async throws {
        let arrival = await withCheckedContinuation { (continuation: CheckedContinuation<Arrival, Never>) in
            let once = Once(continuation)
            do {
                try link.start { once.resume(.joined) }
            } catch {
                once.resume(.failed("\(error)"))
            }
            Task {
                try? await Task.sleep(for: Self.patience)
                once.resume(.late)
            }
        }
        switch arrival {
        case .joined: return
        case .failed(let why): throw DaemonError(["the media process: \(why)"])
        case .late:
            link.stop()
            throw DaemonError([
                lastRefusal.text ?? "the media process does not answer on \(path): is nightbell-media.socket started?"
            ])
        }
    }

    func end(_ leave: MediaLink.Leave) { link.stop(leave) }

    var found: [EndpointSummary] { link.found }

    func adopt(_ endpoints: [EndpointID]) { link.adopt(endpoints) }

    func send(_ commands: [MediaCommand]) { link.send(commands) }

    func take(_ prompts: PromptStore) throws { try link.takePrompts(prompts) }

    func has(_ key: PromptKey) -> Bool { link.hasPrompt(key) }

    var counters: [String: Int] {
        let counts = link.counts
        return [
            "media.commandsIgnored": counts.leftOut, "media.joined": counts.joined,
            "media.reopened": counts.reopened, "media.framesRefused": counts.refused,
        ]
    }

    private static func log(_ notice: MediaLinkNotice, _ logger: Logger) {
        switch notice {
        case .joined(let news):
            logger.notice(
                "joined with the media process",
                metadata: [
                    "version": "\(news.build)", "kept": "\(news.adopted)", "madeAgain": "\(news.reopened)",
                    "ofEarlierDaemon": "\(news.others)",
                ])
            guard news.setup == .kept else { return }
            logger.warning("media: the settings take effect when the audio of the earlier daemon is over")
        case .lost: logger.error("the media process is gone; calls wait for the next")
        case .refused(let why): logger.error("no media process", metadata: ["why": "\(why)"])
        case .gone: logger.critical("the media process does not come back; calls have no audio")
        }
    }

    private enum Arrival: Sendable {
        case joined, late
        case failed(String)
    }

    /// Resumes once.
    private final class Once: Sendable {
        private let continuation: Mutex<CheckedContinuation<Arrival, Never>?>

        init(_ continuation: CheckedContinuation<Arrival, Never>) { self.continuation = Mutex(continuation) }

        func resume(_ arrival: Arrival) {
            let waiting = continuation.withLock { continuation in
                defer { continuation = nil }
                return continuation
            }
            waiting?.resume(returning: arrival)
        }
    }

    /// Why the media process was not joined last.
    private final class Refusals: Sendable {
        private let last = Mutex<String?>(nil)

        var text: String? { last.withLock { $0 } }

        func note(_ notice: MediaLinkNotice) {
            guard case .refused(let why) = notice else { return }
            last.withLock { $0 = why }
        }
    }
}
