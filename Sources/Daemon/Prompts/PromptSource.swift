package import Routing

/// Where one prompt comes from, as the configuration says.
package struct PromptSource: Hashable, Sendable {
    /// What it is made of.
    package enum Content: Hashable, Sendable {
        /// Words to be spoken.
        case text(String)
        /// A sound file.
        case file(String)
    }

    /// Its name and language.
    package var prompt: PromptRef
    /// What it is made of.
    package var content: Content
    /// Where the configuration says so, for errors; `nil` for what is built in.
    package var position: SourcePosition?

    /// A source of these parts.
    package init(prompt: PromptRef, content: Content, position: SourcePosition?) {
        self.prompt = prompt
        self.content = content
        self.position = position
    }

    /// The sources of `own` and, in each language and in English, the built-in words that it does not override.
    package static func all(_ own: [PromptSource], languages: [String]) -> [PromptSource] {
        var all = own
        let known = Set(own.map(\.prompt))
        for language in Set(languages).union(["en"]).sorted() {
            for builtIn in BuiltInPrompt.allCases {
                let prompt = PromptRef(builtIn.rawValue, language: language)
                guard !known.contains(prompt), let words = BuiltInWords.words(builtIn, language: language) else {
                    continue
                }
                all.append(PromptSource(prompt: prompt, content: .text(words), position: nil))
            }
        }
        return all
    }
}
