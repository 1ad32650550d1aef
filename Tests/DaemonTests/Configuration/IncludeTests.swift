import Daemon
import Foundation
import Routing
import Testing

@Suite("A configuration in several files")
struct IncludeTests {
    /// Loads `/etc/clinic/c.yaml` from these files, by their paths under /etc/clinic.
    static func load(_ files: [String: String]) -> ConfigurationLoad {
        var surroundings = SmallClinic.surroundings
        let zones = surroundings.readFile
        surroundings.readFile = { path, limit in
            var key = path.replacing("/etc/clinic/", with: "").replacing("/./", with: "/")
            if key.hasPrefix("./") { key.removeFirst(2) }
            // What the file system does with a detour.
            while let range = key.firstRange(of: /[a-z]+\/\.\.\//) { key.removeSubrange(range) }
            if let text = files[key] { return Array(text.utf8.prefix(limit + 1)) }
            return try zones(path, limit)
        }
        return SmallClinic.load(files["c.yaml"] ?? SmallClinic.text, surroundings)
    }

    private static func findings(_ files: [String: String]) -> [String] {
        load(files).findings.map { $0.description.replacingOccurrences(of: "/etc/clinic/", with: "") }
    }

    /// The small clinic without its people, who stand in a file of their own.
    static let main = SmallClinic.text.replacing(
        /people:\n.*\n.*\n/, with: "")
    static let people = """
        people:
          adams: { name: Dr. Adams, ring: ["201", "+16025550171"] }
          baker: { name: Dr. Baker, ring: "+16025550172" }

        """

    @Test("People in sites/people.yaml are the clinic's people, and the version is of both files")
    func parts() throws {
        let files = ["c.yaml": "include: sites/people.yaml\n" + Self.main, "sites/people.yaml": Self.people]
        #expect(Self.findings(files) == [])
        let configuration = try #require(Self.load(files).configuration)
        #expect(configuration.clinic.people.map(\.id.value) == ["adams", "baker"])
        #expect(configuration.clinic.people[0].id.position.description == "/etc/clinic/sites/people.yaml:2:3")
        #expect(configuration.files == ["/etc/clinic/c.yaml", "/etc/clinic/sites/people.yaml"])
        var changed = files
        changed["sites/people.yaml"]? += "# a word\n"
        #expect(Self.load(changed).configuration?.version != configuration.version)
        #expect(Self.load(files).configuration?.version == configuration.version)
    }

    @Test("Tables of two files become one, lists follow each other, and an included file may include others")
    func merged() throws {
        let expect = "expect:\n  - { at: 2026-12-25 03:00, number: \"+16025550100\", keys: \"5\", rings: "
        let files = [
            "c.yaml": "include: [sites/a.yaml]\n" + Self.main + "\n" + expect + "baker, within: 15s }\n",
            "sites/a.yaml": "include: ../parts/b.yaml\npeople:\n  adams: { name: Dr. A, ring: \"201\" }\n" + expect
                + "Dr. A }\n",
            "parts/b.yaml": "people:\n  baker: { name: Dr. B, ring: \"+16025550172\" }\n",
        ]
        #expect(Self.findings(files) == [])
        let configuration = try #require(Self.load(files).configuration)
        #expect(configuration.clinic.people.map(\.id.value) == ["adams", "baker"])
        #expect(configuration.expectations.map(\.rings) == ["baker", "Dr. A"])
    }

    @Test("Paths are relative to the file that they stand in")
    func relative() throws {
        let prompt = "prompts:\n  bye: { file: bye.wav }\n  greeting: Hello.\n  night-menu: For a provider, press 5.\n"
        let text = SmallClinic.text.replacing(/prompts:\n.*\n.*/, with: "").replacing(
            "say: greeting", with: "say: [greeting, bye]")
        let files = ["c.yaml": "include: sound/prompts.yaml\n" + text, "sound/prompts.yaml": prompt]
        let configuration = try #require(Self.load(files).configuration)
        #expect(configuration.prompts.first?.content == .file("/etc/clinic/sound/bye.wav"))
    }

    @Test("An error in an included file has that file's name, line and column")
    func place() {
        let files = [
            "c.yaml": "include: p.yaml\n" + Self.main, "p.yaml": Self.people.replacing("\"201\"", with: "\"202\""),
        ]
        #expect(Self.findings(files) == ["p.yaml:2:36: error: there is no phone '202' (did you mean '201'?)"])
    }

    @Test("What two files say is refused at the second, with the place of the first")
    func twice() {
        let files = [
            "c.yaml": "include: p.yaml\n" + SmallClinic.text,
            "p.yaml": "people:\n  baker: { name: B, ring: \"201\" }\nclinic: Another\n",
        ]
        #expect(
            Self.findings(files) == [
                "p.yaml:2:3: error: 'people.baker' is here a second time, after c.yaml:16:3 (keep one of the two)",
                "p.yaml:3:1: error: 'clinic' is here a second time, after c.yaml:2:1 (keep one of the two)",
            ])
    }

    @Test(
        "Cycles, files twice, files that are not there, and what is no path are refused in words",
        arguments: [
            (
                ["c.yaml": "include: a.yaml", "a.yaml": "include: ./b.yaml", "b.yaml": "include: x/../a.yaml"],
                "./b.yaml:1:10: error: 'include': x/../a.yaml would include itself: c.yaml → a.yaml → ./b.yaml → ./x/../a.yaml (take one of these 'include:' lines out)"
            ),
            (
                ["c.yaml": "include: c.yaml"],
                "c.yaml:1:10: error: 'include': c.yaml would include itself: c.yaml → c.yaml (take one of these 'include:' lines out)"
            ),
            (
                ["c.yaml": "include: [a.yaml, ./a.yaml]", "a.yaml": "person: hang up"],
                "c.yaml:1:19: error: 'include': ./a.yaml is included a second time, after c.yaml:1:11 (include it once)"
            ),
            (
                ["c.yaml": "include: gone.yaml"],
                "c.yaml:1:10: error: 'include': gone.yaml cannot be read: it is not there (paths are relative to the file that includes them)"
            ),
            (["c.yaml": "include: [[a]]"], "c.yaml:1:11: error: 'include' must be text, and is a list"),
            (
                ["c.yaml": "include: a.yaml", "a.yaml": "- x"],
                "a.yaml:1:1: error: the configuration must be a table (key: value), and is a list"
            ),
            (
                ["c.yaml": "include: a.yaml", "a.yaml": "x: [1"],
                "a.yaml:2:1: error: this is not YAML: while parsing a flow sequence, did not find expected ',' or ']' (look at the indentation, colons and quotes of this line)"
            ),
            (
                ["c.yaml": "include: a.yaml", "a.yaml": "nightbell: 7"],
                "a.yaml:1:12: error: this file is written in form '7', and this Nightbell reads form 1 (it is for a newer Nightbell: install that, or take the file it came with)"
            ),
        ])
    func refused(files: [String: String], finding: String) {
        #expect(Self.findings(files).contains(finding), "\(Self.findings(files))")
    }

    @Test("A chain of 9 is too deep, 201 files are too many, and 4 MiB are enough for all together")
    func bounds() {
        var chain: [String: String] = ["c.yaml": "include: f0.yaml"]
        for number in 0..<12 { chain["f\(number).yaml"] = "include: f\(number + 1).yaml" }
        #expect(
            Self.findings(chain).contains(
                "f7.yaml:1:10: error: 'include': f8.yaml is included by 9 files, each by the one before (at most 8 deep)"
            ))
        var many: [String: String] = [:]
        let names = (0..<201).map { "m\($0).yaml" }
        for name in names { many[name] = "# nothing but\nperson: ~\n" }
        many["c.yaml"] = "include: [\(names.joined(separator: ", "))]"
        #expect(
            Self.findings(many).contains { $0.hasSuffix("m199.yaml is one file too many (at most 200 in all)") })
        let long = "person: ~ # " + String(repeating: "x", count: 3 << 20)
        let longFiles = ["c.yaml": "include: [a.yaml, b.yaml]", "a.yaml": long, "b.yaml": long]
        #expect(
            Self.findings(longFiles).contains(
                "c.yaml:1:19: error: 'include': b.yaml makes the configuration longer than 4 MiB in all"))
    }

    @Test("'nightbell: 1' is the form that is read here; another one is refused and nothing else is said of it")
    func form() {
        #expect(Self.findings(["c.yaml": "nightbell: 1\n" + SmallClinic.text]) == [])
        #expect(
            Self.findings(["c.yaml": "nightbell: 2\nclinic: x\nnew_key: y\n"]) == [
                "c.yaml:1:12: error: this file is written in form '2', and this Nightbell reads form 1 (it is for a newer Nightbell: install that, or take the file it came with)"
            ])
        #expect(
            Self.findings(["c.yaml": "nightbell: one\nclinic: x\n"]) == [
                "c.yaml:1:12: error: this file is written in form 'one', and this Nightbell reads form 1 (write 'nightbell: 1')"
            ])
    }

    @Test("Whoever only looks needs no passwords of systemd; a daemon does")
    func inspection() {
        var surroundings = SmallClinic.surroundings
        surroundings.credentialsDirectory = nil
        let text = SmallClinic.text.replacing("password: secret-201", with: "password: { credential: phone-201 }")
        #expect(SmallClinic.load(text, surroundings).configuration == nil)
        surroundings.secrets = .named
        #expect(SmallClinic.load(text, surroundings).findings.isEmpty)
        let wrong = text.replacing("credential: phone-201", with: "credential: a/b")
        #expect(SmallClinic.load(wrong, surroundings).configuration == nil)
    }
}
