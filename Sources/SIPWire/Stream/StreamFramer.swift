/// Cuts a TCP or TLS byte stream into messages by their Content-Length.
///
/// Every byte is looked at a fixed number of times however the stream was cut on its way, and no more than one message
/// and what came behind it is held.
///
/// ```
/// bytes  CRLF CRLF | OPTIONS … l: 0 CRLF CRLF | INVITE … Content-Length: 150 CRLF CRLF v=0 … | CRLF
/// events .ping       .message                   .message                                      .pong
/// ```
///
/// It does not parse: a message whose end is clear is emitted even if its fields are nonsense, so that it can be
/// answered. What makes the end unclear is a ``Failure``, after which the connection has to be closed.
///
/// - Source: RFC 3261 §7.5, §18.3; RFC 5626 §4.4.1.
package struct StreamFramer: Sendable {
    /// What the stream held.
    package enum Event: Hashable, Sendable {
        /// A whole message, without line ends before it.
        case message([UInt8])
        /// Two line ends between messages: answer with one.
        case ping
        /// One line end between messages: the answer to our ping. If the two of a ping arrive apart, the first is
        /// reported so as well.
        case pong
    }

    /// Why nothing behind this point can be understood.
    package enum Failure: String, Error, Sendable, CaseIterable {
        /// No end of the header fields within ``WireLimits/message``.
        case headTooLarge
        /// Head and body are larger than ``WireLimits/message``.
        case messageTooLarge
        /// No Content-Length, which streams must have (RFC 3261 §20.14).
        case contentLengthMissing
        /// Content-Length is no whole number.
        case contentLengthInvalid
        /// More than one Content-Length, even if they are equal.
        case contentLengthRepeated
    }

    private enum State {
        /// Between messages; `afterPong` when the last bytes were one line end.
        case idle(afterPong: Bool)
        /// In a head; everything before `scanned` was searched for its end.
        case head(scanned: Int)
        /// In a message of which the end is known.
        case body(end: Int)
        case failed(Failure)
    }

    private var buffer: [UInt8] = []
    /// Where in the buffer the present message, or what is between messages, begins.
    private var start = 0
    private var state = State.idle(afterPong: false)

    /// A framer at the beginning of a connection.
    package init() {}

    /// How many bytes wait for the rest of their message.
    package var pending: Int { buffer.count - start }

    /// Takes bytes as they arrived; call ``next()`` until it returns `nil` afterwards.
    package mutating func append(_ bytes: some Collection<UInt8>) {
        if start == buffer.count {
            buffer.removeAll(keepingCapacity: buffer.capacity <= 2 * WireLimits.message)
            rebase()
        } else if start > WireLimits.message {
            buffer.removeSubrange(..<start)
            rebase()
        }
        buffer.append(contentsOf: bytes)
    }

    /// The next thing in the stream; `nil` when more bytes are needed.
    ///
    /// - Throws: the failure, now and at every later call.
    package mutating func next() throws(Failure) -> Event? {
        while true {
            switch state {
            case .failed(let failure): throw failure
            case .idle(let afterPong):
                guard let event = takeLineEnds(afterPong) else {
                    if case .head = state { continue }
                    return nil
                }
                return event
            case .head(let scanned):
                guard try findHeadEnd(from: scanned) else { return nil }
            case .body(let end):
                guard buffer.count >= end else { return nil }
                let message = Array(buffer[start..<end])
                start = end
                state = .idle(afterPong: false)
                return .message(message)
            }
        }
    }
}

extension StreamFramer {
    /// Moves all positions to a buffer that begins at `start`.
    private mutating func rebase() {
        switch state {
        case .head(let scanned): state = .head(scanned: max(scanned - start, 0))
        case .body(let end): state = .body(end: end - start)
        case .idle, .failed: break
        }
        start = 0
    }

    /// Takes line ends between messages, or goes over to a head when something else stands there.
    private mutating func takeLineEnds(_ afterPong: Bool) -> Event? {
        guard start < buffer.count else { return nil }
        guard startsWithLineEnd(at: start) else {
            // A lone CR may still become a line end.
            if buffer[start] == 0x0D && start + 1 == buffer.count { return nil }
            state = .head(scanned: start)
            return nil
        }
        start += 2
        if afterPong {
            state = .idle(afterPong: false)
            return .ping
        }
        if startsWithLineEnd(at: start) {
            start += 2
            return .ping
        }
        state = .idle(afterPong: true)
        return .pong
    }

    private func startsWithLineEnd(at index: Int) -> Bool {
        index + 1 < buffer.count && buffer[index] == 0x0D && buffer[index + 1] == 0x0A
    }

    /// Searches for the empty line; whether it is there.
    private mutating func findHeadEnd(from scanned: Int) throws(Failure) -> Bool {
        var index = max(scanned, start + 3)
        let limit = min(buffer.count, start + WireLimits.message)
        while index < limit {
            if buffer[index] == 0x0A, buffer[index - 1] == 0x0D, buffer[index - 2] == 0x0A, buffer[index - 3] == 0x0D {
                try measureBody(headEnd: index + 1)
                return true
            }
            index += 1
        }
        guard buffer.count - start < WireLimits.message else { throw fail(.headTooLarge) }
        state = .head(scanned: index)
        return false
    }

    private mutating func measureBody(headEnd: Int) throws(Failure) {
        let length: Int
        do {
            length = try ContentLength.find(in: buffer[start..<headEnd])
        } catch {
            throw fail(error)
        }
        guard headEnd - start + length <= WireLimits.message else { throw fail(.messageTooLarge) }
        state = .body(end: headEnd + length)
    }

    private mutating func fail(_ failure: Failure) -> Failure {
        state = .failed(failure)
        buffer = []
        start = 0
        return failure
    }
}
