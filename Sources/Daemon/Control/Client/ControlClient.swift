import Glibc

/// A program's end of the control socket. Its calls block: it belongs into a command line, not into the daemon.
package struct ControlClient: Sendable {
    /// Where the daemon listens.
    package let path: String

    /// A client of the daemon that listens at `path`.
    package init(path: String) { self.path = path }

    /// Sends `request` and waits for its reply.
    ///
    /// - Parameter seconds: how long the daemon may take.
    /// - Throws: ``ControlError`` as the daemon gave it, or ``ControlUnreachable``.
    package func ask<Result: Codable & Sendable>(
        _ request: ControlRequest, for type: Result.Type, within seconds: Int = 20
    ) throws -> Result {
        let socket = try connect()
        socket.limitWaits(seconds: seconds)
        return try reading { () throws in
            try socket.send(ControlLine.bytes(request))
            var framer = LineFramer(bound: ControlProtocol.replyBound)
            while true {
                let bytes = try socket.receive()
                guard !bytes.isEmpty else { throw ControlUnreachable.hungUp(path) }
                for item in framer.add(bytes) { return try result(item, type) }
            }
        }
    }

    /// Listens to the daemon's narration until it ends, or `each` says to stop.
    ///
    /// - Throws: as ``ask(_:for:within:)``.
    package func listen(_ each: (NarrationLine) -> Listening) throws {
        let socket = try connect()
        try reading { () throws in
            try socket.send(ControlLine.bytes(ControlRequest.events))
            var framer = LineFramer(bound: ControlProtocol.replyBound)
            while true {
                let bytes = try socket.receive()
                guard !bytes.isEmpty else { return }
                for item in framer.add(bytes) {
                    if each(try result(item, NarrationLine.self)) == .stop { return }
                }
            }
        }
    }

    /// Whether to go on.
    package enum Listening: Sendable { case goOn, stop }

    private func result<Result: Codable & Sendable>(_ item: LineFramer.Item, _ type: Result.Type) throws -> Result {
        guard case .line(let line) = item else { throw ControlUnreachable.notUnderstood(path) }
        switch try ControlLine.value(ControlReply<Result>.self, from: line) {
        case .result(let result): return result
        case .error(let error): throw error
        }
    }

    private func connect() throws(ControlUnreachable) -> ControlSocket {
        do {
            return try ControlSocket(connectedTo: path)
        } catch {
            switch error.code {
            case ENOENT, ECONNREFUSED, ENOTDIR: throw .nobodyListens(path)
            case EACCES, EPERM: throw .notAllowed(path)
            default: throw .failed(path, error.description)
            }
        }
    }

    private func reading<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as SystemFailure {
            switch error.code {
            case EAGAIN: throw ControlUnreachable.noAnswer(path)
            case EPIPE, ECONNRESET: throw ControlUnreachable.hungUp(path)
            default: throw ControlUnreachable.failed(path, error.description)
            }
        } catch is DecodingError {
            throw ControlUnreachable.notUnderstood(path)
        }
    }
}

/// Why the daemon could not be asked.
package enum ControlUnreachable: Error, Hashable, Sendable, CustomStringConvertible {
    case nobodyListens(String)
    case notAllowed(String)
    case noAnswer(String)
    case hungUp(String)
    case notUnderstood(String)
    case failed(String, String)

    package var description: String {
        switch self {
        case .nobodyListens(let path): "no daemon is listening on \(path): is `nightbell serve` running?"
        case .notAllowed(let path): "you may not talk to the daemon on \(path): use sudo, or be the daemon's user"
        case .noAnswer(let path): "the daemon on \(path) does not answer: look at its log, `journalctl -u nightbell`"
        case .hungUp(let path): "the daemon on \(path) closed the connection: is it stopping?"
        case .notUnderstood(let path):
            "what the daemon on \(path) says is not understood: is it of another version than this program?"
        case .failed(let path, let reason): "the control socket \(path) cannot be used: \(reason)"
        }
    }
}
