import Daemon
import Routing
import Testing

@Suite("The PIN for modes as a configuration writes it")
struct ModePINTests {
    private static func load(_ pin: String, modes: String = "storm: { key: 3, name: Big storm }") -> ConfigurationLoad {
        let top = "modes: { \(modes) }\n" + pin + "\nnumbers:"
        return SmallClinic.load(
            SmallClinic.text.replacing("numbers:", with: top).replacing(
                #""2": { reason: refill"#, with: #""7": set mode"# + "\n      " + #""2": { reason: refill"#))
    }

    private static func findings(_ pin: String) -> [String] { load(pin).findings.map(\.message) }

    @Test("A PIN of 4 digits lets key 7 set modes, and the mode's name is spoken where a prompt is none")
    func good() throws {
        let load = Self.load(#"mode_pin: "0711""#)
        #expect(load.findings.map(\.description) == [])
        let configuration = try #require(load.configuration)
        #expect(configuration.modePIN?.value == "0711")
        #expect(!String(describing: configuration.modePIN).contains("0711"))
        #expect(configuration.clinic.menus.first?.keys.contains { $0.action.value == .setMode } == true)
        let spoken = configuration.prompts.first { $0.prompt == PromptRef("mode-storm", language: "en") }
        #expect(spoken?.content == .text("Big storm"))
    }

    @Test("3 digits, letters, 16 digits and a file that is not there are refused")
    func bad() {
        for pin in ["123", "12a4", "1234567890123456"] {
            #expect(Self.findings(#"mode_pin: "\#(pin)""#) == ["'mode_pin' must be 4 to 15 digits"])
        }
        #expect(
            Self.findings("mode_pin: { file: /etc/clinic/none }")
                == ["'mode_pin': /etc/clinic/none cannot be read: it is not there"])
        #expect(Self.findings("mode_pin: { credential: phone-201 }") == ["'mode_pin' must be 4 to 15 digits"])
    }

    @Test("Where passwords are not at hand, as for a check and a replay, the PIN need not be")
    func elsewhere() {
        var surroundings = SmallClinic.surroundings
        surroundings.secrets = .named
        surroundings.readFile = { _, _ in Array("-".utf8) }
        let text = SmallClinic.text.replacing("numbers:", with: "mode_pin: { file: pin }\nnumbers:")
        #expect(SmallClinic.load(text, surroundings).findings.map(\.message) == [])
        surroundings.credentialsDirectory = nil
        #expect(
            SmallClinic.load(text.replacing("file: pin", with: "credential: mode-pin"), surroundings).findings
                .map(\.message) == [])
    }

    @Test("'set mode' without a PIN is refused, and no flow may be called 'set'")
    func missing() {
        #expect(Self.findings("") == ["'set mode' needs a PIN"])
        let set = SmallClinic.load(SmallClinic.text.replacing("  day:", with: "  set:"))
        #expect(set.findings.map(\.message).contains("a flow cannot be called 'set': that word does something"))
    }
}
