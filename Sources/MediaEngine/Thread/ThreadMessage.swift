import Media

/// What comes through the queue of a media thread.
enum ThreadMessage: Sendable {
    /// A command for an endpoint of this thread, or one that is on its way here.
    case command(MediaCommand)
    /// Make the endpoint that another process had, on its port.
    case reopen(EndpointID, EndpointMemory, PortPool.Sockets)
    /// Take the endpoint out and give it to the thread with this index.
    case handOver(EndpointID, to: Int)
    /// Let the queue stand until this endpoint has arrived.
    case awaitEndpoint(EndpointID)
    /// Tell this event.
    case emit(MediaEvent)

    /// The visit of the thread that is early enough for it; `.none` when it must be rung for.
    ///
    /// What only packets show is early enough when it is done before the next of them is taken or sent. Who is gone hears
    /// nothing, and for its counts nobody waits.
    ///
    /// ```
    /// 0 ms  configure, bridge of two who are silent     nobody is rung for
    /// 6 ms  a packet of one of them wakes the thread    it configures, bridges, and relays the packet
    /// ```
    var patience: ThreadInbox.Visit {
        switch self {
        case .command(.bridge): .withEachPacket
        case .command(.configure), .command(.unbridge), .command(.stop), .command(.hearKeys), .command(.pauseRecording),
            .command(.resumeRecording), .command(.close), .command(.name):
            .soon
        // The endpoint that is awaited rings when it arrives.
        case .awaitEndpoint: .soon
        case .command(.open), .command(.reopen), .command(.play), .command(.sendDigit), .command(.record),
            .command(.stopRecording), .reopen, .handOver, .emit:
            .none
        }
    }
}

/// Whether a message found room in a queue.
enum Posting: Sendable {
    case queued
    /// The thread does not know yet that there is something: who posted it must ring.
    case queuedFirst
    case refused
}
