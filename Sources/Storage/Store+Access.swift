import GRDB
import Synchronization

extension Store {
    /// Runs `change` in one transaction and returns when it is on disk, or when the commit limit is over.
    ///
    /// Cancelling the task changes nothing: a promise that is being committed is committed.
    ///
    /// - Throws: ``StoreError``; after `.timedOut` the change may still land.
    func write<Value: Sendable>(_ change: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        try await answered { [self] answer in
            let writer = try writer
            writer.asyncWrite(change) { [self] _, result in
                switch result {
                case .success(let value):
                    monitor.succeeded()
                    answer.give(.success(value))
                case .failure(let error):
                    let error = StoreError(error, path: path)
                    monitor.failed(error)
                    answer.give(.failure(error))
                }
            }
        }
    }

    /// Runs `query` on a reader, which no writer holds up.
    ///
    /// - Throws: ``StoreError``.
    func read<Value: Sendable>(_ query: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        try await answered { [self] answer in
            let writer = try writer
            writer.asyncRead { [path] database in
                answer.give(Result { try query(database.get()) }.mapError { StoreError($0, path: path) })
            }
        }
    }

    /// Waits for the answer that `start` arranges, no longer than the commit limit.
    func answered<Value: Sendable>(_ start: (Answer<Value>) throws -> Void) async throws -> Value {
        let answer = Answer<Value>()
        let (limit, path, monitor) = (limits.commit, path, monitor)
        // Owned by this call: cancelled below, before it returns.
        let timer = Task {
            try await Task.sleep(for: limit)
            let error = StoreError(.timedOut, "\(path) did not answer within \(limit): the disk may be stuck")
            if answer.give(.failure(error)) == .taken { monitor.failed(error) }
        }
        defer { timer.cancel() }
        return try await withCheckedThrowingContinuation { continuation in
            answer.wait(with: continuation)
            do {
                try start(answer)
            } catch {
                let error = StoreError(error, path: path)
                monitor.failed(error)
                answer.give(.failure(error))
            }
        }
    }
}

/// A place for one answer: the first one given is taken, later ones are not.
///
/// - Isolation: any thread.
final class Answer<Value: Sendable>: Sendable {
    enum Reception { case taken, late }

    private enum State {
        case empty
        case waiting(CheckedContinuation<Value, any Error>)
        case given(Result<Value, StoreError>)
        case done
    }
    private let state = Mutex(State.empty)

    /// Resumes `continuation` with the answer, now or when it is given.
    func wait(with continuation: CheckedContinuation<Value, any Error>) {
        let result = state.withLock { state -> Result<Value, StoreError>? in
            if case .given(let result) = state {
                state = .done
                return result
            }
            state = .waiting(continuation)
            return nil
        }
        if let result { continuation.resume(with: result.mapError { $0 }) }
    }

    @discardableResult
    func give(_ result: Result<Value, StoreError>) -> Reception {
        let (reception, continuation) = state.withLock {
            state -> (Reception, CheckedContinuation<Value, any Error>?) in
            switch state {
            case .empty:
                state = .given(result)
                return (.taken, nil)
            case .waiting(let continuation):
                state = .done
                return (.taken, continuation)
            case .given, .done:
                return (.late, nil)
            }
        }
        continuation?.resume(with: result.mapError { $0 })
        return reception
    }
}
