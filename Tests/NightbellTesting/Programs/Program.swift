import Dispatch
import Glibc

/// A program that somebody else wrote, run to its end.
///
/// Not Foundation's `Process`: with several at once it now and then misses that one ended.
package enum Program {
    /// What came of it.
    package struct Result: Sendable {
        /// Its exit status; -1 when a signal ended it.
        package let status: Int32
        /// What it wrote to both outputs, in order.
        package let output: String
    }

    /// That a program did not start.
    package struct NotStarted: Error, CustomStringConvertible {
        package let description: String
    }

    /// Runs a program of the PATH with `input` on its standard input, and waits for its end on a thread of its own.
    ///
    /// - Parameter input: at most 60,000 bytes.
    /// - Throws: ``NotStarted``.
    package static func run(_ arguments: [String], input: String = "") async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(with: Swift.Result { try runAndWait(arguments, input: input) })
            }
        }
    }

    /// The same, on the calling thread.
    package static func runAndWait(_ arguments: [String], input: String = "") throws -> Result {
        let (stdin, output) = (try pipe(), try pipe())
        defer { close(output.reading) }
        // It fits into the pipe, so nobody has to read yet.
        _ = Array(input.utf8).withUnsafeBytes { write(stdin.writing, $0.baseAddress, $0.count) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, stdin.reading, 0)
        posix_spawn_file_actions_adddup2(&actions, output.writing, 1)
        posix_spawn_file_actions_adddup2(&actions, output.writing, 2)
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { words.forEach { free($0) } }
        var child: pid_t = 0
        let failure = posix_spawnp(&child, words[0] ?? strdup(""), &actions, nil, &words, environ)
        for descriptor in [stdin.reading, stdin.writing, output.writing] { close(descriptor) }
        guard failure == 0 else {
            throw NotStarted(description: "\(arguments.first ?? ""): \(String(cString: strerror(failure)))")
        }
        let text = readAll(output.reading)
        var status: Int32 = 0
        while waitpid(child, &status, 0) == -1, errno == EINTR {}
        return Result(status: status & 0x7f == 0 ? status >> 8 & 0xff : -1, output: text)
    }

    // Closed on exec from the beginning, so that no other program holds an end open; pipe2 cannot be seen from here.
    private static func pipe() throws -> (reading: CInt, writing: CInt) {
        var ends: [CInt] = [0, 0]
        guard socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw NotStarted(description: "no socket pair")
        }
        return (ends[0], ends[1])
    }

    private static func readAll(_ descriptor: CInt) -> String {
        var all: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = read(descriptor, &part, part.count)
            if count > 0 { all += part[..<count] } else if count == 0 || errno != EINTR { break }
        }
        return String(decoding: all, as: UTF8.self)
    }
}
