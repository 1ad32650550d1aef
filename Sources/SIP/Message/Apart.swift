/// A part that is rarely there: it lies apart from the value that has it, which so stays small while it is absent.
@propertyWrapper
struct Apart<Value: Sendable>: Sendable {
    private enum Storage: Sendable {
        case absent
        indirect case present(Value)
    }

    private var storage = Storage.absent

    init(wrappedValue: Value? = nil) { self.wrappedValue = wrappedValue }

    var wrappedValue: Value? {
        get {
            switch storage {
            case .absent: nil
            case .present(let value): value
            }
        }
        set { storage = newValue.map { .present($0) } ?? .absent }
    }

    /// The part where it lies, to be had in common with another.
    var projectedValue: Self {
        get { self }
        set { self = newValue }
    }
}

extension Apart: Equatable where Value: Equatable {
    static func == (left: Self, right: Self) -> Bool { left.wrappedValue == right.wrappedValue }
}

extension Apart: Hashable where Value: Hashable {
    func hash(into hasher: inout Hasher) { hasher.combine(wrappedValue) }
}

/// A part that many values have in common: it lies apart from all of them, and is copied when one of them changes it.
@propertyWrapper
struct Shared<Value: Sendable>: Sendable {
    private indirect enum Storage: Sendable {
        case of(Value)
    }

    private var storage: Storage

    init(wrappedValue: Value) { storage = .of(wrappedValue) }

    var wrappedValue: Value {
        get {
            switch storage {
            case .of(let value): value
            }
        }
        set { storage = .of(newValue) }
    }
}

extension Shared: Equatable where Value: Equatable {
    static func == (left: Self, right: Self) -> Bool { left.wrappedValue == right.wrappedValue }
}

extension Shared: Hashable where Value: Hashable {
    func hash(into hasher: inout Hasher) { hasher.combine(wrappedValue) }
}
