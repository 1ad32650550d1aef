import CallModel
import Calls
import Media
import Routing
import Testing

@testable import Legs

@Suite("The first way that brings a key is believed")
struct KeySourceTests {
    @Signalling
    private func heard(_ ways: [(KeySource, Character)]) async throws -> [Key] {
        let hub = MediaHub(
            send: { _ in }, pace: MediaPace(atTurnEnd: { _ in }, after: { _, _ in }), address: { _ in "192.0.2.1" },
            hasPrompt: { _ in false })
        let media = hub.open()
        for (way, character) in ways {
            let digit = try #require(MediaDigit(code: character.asciiValue ?? 0))
            switch way {
            case .event: hub.handle([.digit(media.id, digit)])
            case .tones: hub.handle([.tone(media.id, digit)])
            case .info: media.pressed(try #require(Key(character)), by: .info)
            }
        }
        media.close()
        var keys: [Key] = []
        while let key = await media.keys.take() { keys.append(key) }
        return keys
    }

    @Test("A key that comes as event, as tones and in INFO is one key; the next comes as event again")
    func oneKey() async throws {
        let keys = try await heard([(.event, "5"), (.tones, "5"), (.info, "5"), (.event, "1"), (.tones, "1")])
        #expect(keys == [Key("5"), Key("1")])
    }

    @Test("INFO alone, and tones alone, are heard; what comes another way later is not")
    func others() async throws {
        #expect(try await heard([(.info, "4"), (.event, "4"), (.info, "2")]) == [Key("4"), Key("2")])
        #expect(try await heard([(.tones, "#"), (.info, "#"), (.tones, "7")]) == [Key("#"), Key("7")])
    }
}
