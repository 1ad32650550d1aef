package import Media
import Synchronization

/// The prompts that endpoints can play, by name.
///
/// A playback keeps the prompts that it began with: loading or replacing changes only what is played later.
///
/// - Isolation: any thread. A media thread looks in once per `.play`, never per packet.
package final class PromptStore: Sendable {
    /// American ringback, to be looped.
    package static let ringback = PromptKey("nightbell-ringback")
    /// Hold music, to be looped.
    package static let music = PromptKey("nightbell-music")

    private static let builtIn = [
        ringback: Prompt(samples: Tone.ringback()),
        music: Prompt(samples: Tone.music()),
    ]
    private let loaded: Mutex<[PromptKey: Prompt]>

    /// A store with the built-in tones only.
    package convenience init() { self.init([:]) }

    /// A store of these prompts and the built-in tones.
    package init(_ prompts: [PromptKey: Prompt]) {
        loaded = Mutex(prompts)
        // Made now, not while the first caller waits.
        _ = Self.builtIn
    }

    /// What was loaded: all but the built-in tones.
    package var loadedPrompts: [PromptKey: Prompt] { loaded.withLock { $0 } }

    /// Loads a WAV file.
    ///
    /// - Throws: ``WAVError``, in words that follow the file's name; the prompt that was there stays.
    package func load(_ key: PromptKey, _ bytes: [UInt8]) throws(WAVError) {
        let file = try WAVFile(bytes)
        load(key, samples: file.samples, rate: file.rate)
    }

    /// Loads mono samples at `rate` a second.
    package func load(_ key: PromptKey, samples: [Int16], rate: Int = Tone.sampleRate) {
        let prompt = Prompt(samples: Resampler.convert(samples, from: rate, to: Tone.sampleRate))
        loaded.withLock { $0[key] = prompt }
    }

    /// Puts all prompts of another store in place of the ones here, in one step: a reload.
    package func replaceAll(with other: PromptStore) {
        let prompts = other.loaded.withLock { $0 }
        loaded.withLock { $0 = prompts }
    }

    /// The prompt with this name; one that was loaded under a built-in name is preferred.
    package func prompt(_ key: PromptKey) -> Prompt? {
        loaded.withLock { $0[key] } ?? Self.builtIn[key]
    }

    /// The names of all prompts, built-in ones included.
    package var keys: Set<PromptKey> {
        Set(Self.builtIn.keys).union(loaded.withLock { Set($0.keys) })
    }
}
