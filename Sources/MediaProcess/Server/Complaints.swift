import Media

/// Says what is wrong in words, each thing once a minute at most, with how often it was so.
struct Complaints {
    private var last: [String: (at: MediaInstant, untold: Int)] = [:]
    private let say: (String) -> Void
    /// Things that are wrong at all.
    private(set) var count: UInt64 = 0

    private static let pause = Duration.seconds(60)
    private static let kinds = 64

    init(say: @escaping (String) -> Void) { self.say = say }

    mutating func complain(_ sentence: String, now: MediaInstant) {
        count &+= 1
        if let before = last[sentence], now < before.at.advanced(by: Self.pause) {
            last[sentence]?.untold += 1
            return
        }
        let untold = last[sentence]?.untold ?? 0
        if last.count >= Self.kinds { last.removeAll() }
        last[sentence] = (now, 0)
        say(untold == 0 ? sentence : "\(sentence) (and \(untold) times before)")
    }
}
