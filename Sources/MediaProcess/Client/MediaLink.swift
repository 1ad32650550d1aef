import CLinux
package import Media
package import MediaEngine
import Synchronization

/// Where a media process is, and what it is asked to be.
package struct MediaLinkSettings: Sendable {
    /// The path of its socket.
    package var path: String
    /// The version of this program.
    package var build: String
    package var setup: MediaSetup
    /// How it is started when nobody listens; `nil` when that is a service manager's business.
    package var launch: MediaLaunch?
    /// How long an endpoint that is asked for may wait for a media process that is away.
    package var patience: Duration = .seconds(3)
    /// How long a media process may take to welcome us.
    package var greetingTime: Duration = .seconds(2)
    /// How long the media process may be silent until it is asked for a sign of life, and how long it may take for that.
    package var heartbeat: (pause: Duration, patience: Duration) = (.seconds(1), .seconds(3))
    /// How long the media process may be away until calls are told that their audio is dead.
    package var silence: Duration = .seconds(15)

    /// Settings of these parts: 3 s until new calls are refused, 15 s until running ones end.
    package init(path: String, build: String, setup: MediaSetup, launch: MediaLaunch? = nil) {
        self.path = path
        self.build = build
        self.setup = setup
        self.launch = launch
    }
}

/// What happens between a signalling process and its media process, for the log.
package enum MediaLinkNotice: Hashable, Sendable {
    /// The two are joined.
    case joined(MediaLinkNews)
    /// The media process is away; another attempt is made at once, and again and again.
    case lost
    /// It could not be reached, or would not serve; in one sentence, and not twice the same in a row.
    case refused(String)
    /// It has been away for so long that the calls have been told.
    case gone
}

/// What was found when the two were joined.
package struct MediaLinkNews: Hashable, Sendable {
    /// The version of the media process.
    package var build: String
    /// Endpoints that had stayed.
    package var adopted: Int
    /// Endpoints that were made again.
    package var reopened: Int
    /// Endpoints of another signalling process.
    package var others: Int
    /// Whether the media process works on with the setup of its earlier commander.
    package var setup: MediaWelcome.Setup
}

/// What a link has counted.
package struct MediaLinkCounts: Hashable, Sendable {
    /// Times that the two were joined.
    package var joined = 0
    /// Endpoints that were made again in another media process.
    package var reopened = 0
    /// Commands that no media process can take, or that came while there was none and could not wait.
    package var leftOut = 0
    /// Frames of the media process that were not understood.
    package var refused = 0

    /// All zero.
    package init() {}
}

/// A media engine in another process, as signalling commands it: commands go in, events come out, as with
/// ``MediaEngine``.
///
/// It keeps a ledger of all endpoints. When the media process dies, the link waits for the next one and makes all of them
/// again there, on the same ports; the calls notice a short silence. Commands meanwhile change the ledger alone.
///
/// - Isolation: any thread. It has a thread of its own, on which its functions are called.
package final class MediaLink: Sendable {
    enum Errand: Sendable {
        case commands([MediaCommand])
        case prompts(PromptFile)
        case adopt([EndpointID])
        case stop(Leave)
    }

    /// What becomes of our endpoints when we end.
    package enum Leave: Hashable, Sendable {
        /// They are closed.
        case closing
        /// They stay as they are, for whoever comes next.
        case handingOver
    }

    let settings: MediaLinkSettings
    let postbox: Postbox<Errand>
    let events: @Sendable ([MediaEvent]) -> Void
    let notices: @Sendable (MediaLinkNotice) -> Void
    let state = Mutex(MediaLinkCounts())
    private let prompts = Mutex(Set<PromptKey>())
    let foreign = FoundEndpoints()
    private let thread = Mutex<pthread_t?>(nil)

    /// A link that does nothing until it is started.
    ///
    /// - Parameters:
    ///   - events: takes what the engine tells, as ``MediaEngine`` tells it; must not block.
    ///   - notices: takes what is for the log.
    /// - Throws: ``MediaProcessError``.
    package init(
        settings: MediaLinkSettings, events: @escaping @Sendable ([MediaEvent]) -> Void,
        notices: @escaping @Sendable (MediaLinkNotice) -> Void
    ) throws(MediaProcessError) {
        self.settings = settings
        self.events = events
        self.notices = notices
        postbox = try Postbox()
    }

    /// Begins to look for the media process.
    ///
    /// - Parameter joined: called once, when the two are joined for the first time.
    /// - Throws: ``MediaProcessError`` when the kernel gives no thread.
    package func start(joined: @escaping @Sendable () -> Void) throws(MediaProcessError) {
        let loop = MediaLinkLoop(self, joined: joined)
        var thread = pthread_t()
        let argument = unsafe Unmanaged.passRetained(loop).toOpaque()
        let result = unsafe pthread_create(
            &thread, nil,
            { argument in
                guard let argument = unsafe argument else { return nil }
                unsafe cl_prepare_thread("media link")
                unsafe Unmanaged<MediaLinkLoop>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, argument)
        guard result == 0 else {
            unsafe Unmanaged<MediaLinkLoop>.fromOpaque(argument).release()
            throw MediaProcessError("starting the thread of the media link", code: result)
        }
        self.thread.withLock { $0 = thread }
    }

    /// Asks for things, in this order. Never blocks and never fails, as ``MediaEngine/send(_:)-([MediaCommand])``.
    package func send(_ commands: [MediaCommand]) { postbox.put([.commands(commands)]) }

    /// Puts all prompts of a store in place of those that the media process has.
    ///
    /// - Throws: ``MediaProcessError`` when they cannot be handed over; what was there stays.
    package func takePrompts(_ store: PromptStore) throws(MediaProcessError) {
        let file = try PromptFile(store)
        prompts.withLock { $0 = file.keys }
        postbox.put([.prompts(file)])
    }

    /// Whether the media process has this prompt.
    package func hasPrompt(_ key: PromptKey) -> Bool { prompts.withLock { $0.contains(key) } }

    /// The endpoints of another signalling process that are there.
    package var found: [EndpointSummary] { foreign.all }

    /// Takes endpoints of those that were found: they are ours from now on. One that is gone meanwhile is told as
    /// `.closed`.
    package func adopt(_ endpoints: [EndpointID]) { postbox.put([.adopt(endpoints)]) }

    /// Takes leave. Waits for the thread to end. A second call has no effect.
    package func stop(_ leave: Leave = .closing) {
        let thread = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        guard let thread else { return }
        postbox.put([.stop(leave)])
        pthread_join(thread, nil)
    }

    /// What was counted.
    package var counts: MediaLinkCounts { state.withLock { $0 } }

    func count(_ change: (inout MediaLinkCounts) -> Void) { state.withLock { change(&$0) } }
}
