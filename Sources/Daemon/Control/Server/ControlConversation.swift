import Glibc
import NIOCore

/// One connection: a request, its reply, the next request, until the other side closes.
struct ControlConversation: Sendable {
    let handler: any ControlHandler
    let channel: any Channel
    let items: AsyncStream<LineFramer.Item>
    let state: ConnectionState

    /// Answers until the client closes its side, the connection breaks, or the task is cancelled; then closes.
    func run() async {
        // A connection that breaks concerns nobody else.
        try? await withThrowingDiscardingTaskGroup { group in
            var listens = false
            for await item in items where !listens {
                guard case .line(let line) = item else {
                    let error = ControlError(
                        .tooLong, "a request may have \(ControlProtocol.requestBound) bytes: send a shorter one")
                    return try await write(Self.reply(error))
                }
                state.begin()
                switch await answer(line) {
                case .reply(let reply):
                    try await write(reply)
                    state.end()
                case .stream(let lines):
                    listens = true
                    group.addTask { try await stream(lines) }
                }
            }
            group.cancelAll()
        }
        try? await channel.close()
    }

    private func write(_ bytes: [UInt8]) async throws { try await channel.writeAndFlush(ByteBuffer(bytes: bytes)) }

    private enum Answer {
        case reply([UInt8])
        case stream(AsyncStream<NarrationLine>)
    }

    private func answer(_ line: [UInt8]) async -> Answer {
        do {
            switch try ControlLine.value(ControlRequest.self, from: line) {
            case .status: return try reply(try await handler.status())
            case .calls(let query): return try reply(try await handler.calls(query))
            case .callbacks(let query): return try reply(try await handler.callbacks(query))
            case .take(let request): return try reply(try await handler.take(request))
            case .resolve(let request): return try reply(try await handler.resolve(request))
            case .reload: return try reply(try await handler.reload())
            case .drain(let query): return try reply(try await handler.drain(query))
            case .overrides(let request): return try reply(try await handler.overrides(request))
            case .modes(let request): return try reply(try await handler.modes(request))
            case .recordings(let query): return try reply(try await handler.recordings(query))
            case .exportRecording(let request):
                return try reply(try await handler.exportRecording(request, uid: await peer()))
            case .version: return try reply(try await handler.version())
            case .events: return .stream(try await handler.events())
            }
        } catch let error as ControlError {
            return .reply(Self.reply(error))
        } catch is DecodingError {
            let error = ControlError(
                .badRequest,
                "the request is not understood: send one JSON object a line, such as {\"command\":\"status\"}")
            return .reply(Self.reply(error))
        } catch {
            return .reply(Self.reply(ControlError(.failed, "\(error)")))
        }
    }

    /// `struct ucred`, which Glibc shows only to those who define _GNU_SOURCE.
    private struct Credentials: Sendable {
        var process: Int32 = 0
        var user: UInt32 = 0
        var group: UInt32 = 0
    }

    /// The user at the other end, as the kernel knows them.
    private func peer() async -> UInt32? {
        guard let socket = channel as? any SocketOptionProvider else { return nil }
        let option = NIOBSDSocket.Option(rawValue: SO_PEERCRED)
        let found = socket.unsafeGetSocketOption(level: .socket, name: option) as EventLoopFuture<Credentials>
        return try? await found.get().user
    }

    private func reply(_ result: some Codable & Sendable) throws -> Answer {
        .reply(try ControlLine.bytes(ControlReply.result(result)))
    }

    static func reply(_ error: ControlError) -> [UInt8] {
        // An error of two strings can always be encoded; the empty line is for the compiler.
        (try? ControlLine.bytes(ControlReply<String>.error(error))) ?? [UInt8(ascii: "\n")]
    }

    /// Passes lines on until the daemon ends them or the other side closes.
    private func stream(_ lines: AsyncStream<NarrationLine>) async throws {
        for await line in lines { try await write(ControlLine.bytes(ControlReply.result(line))) }
        // The daemon has no more to say: this ends the reading, too.
        try? await channel.close()
    }
}
