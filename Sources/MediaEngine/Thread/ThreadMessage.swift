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
}

/// Whether a message found room in a queue.
enum Posting: Sendable {
    case queued
    /// The thread does not know yet that there is something: who posted it must ring.
    case queuedFirst
    case refused
}
