import CallModel
import FoundationEssentials
import Testing

@Suite("Telephone numbers: ITU-T E.164 §6")
struct PhoneNumberTests {
    @Test(
        "Each spelling of one North American number is read as +16025550100",
        arguments: [
            "+16025550100", "16025550100", "6025550100", "(602) 555-0100", "602.555.0100", "+1 602 555 0100",
            "01116025550100", "0016025550100",
        ])
    func spellings(text: String) {
        #expect(PhoneNumber(dialled: text)?.e164 == "+16025550100")
    }

    @Test(
        "What is not a number outside is not read",
        arguments: [
            "", "+", "911", "201", "5550100", "anonymous", "+0123456789", "+1234567890123456", "6025550100;ext=5",
            "60255501٠0", "+1+6025550100", "602555010O",
        ])
    func refusals(text: String) {
        #expect(PhoneNumber(dialled: text) == nil)
    }

    @Test("E.164 has 7 to 15 digits and a plus")
    func bounds() {
        #expect(PhoneNumber(e164: "+123456") == nil)
        #expect(PhoneNumber(e164: "+1234567")?.e164 == "+1234567")
        #expect(PhoneNumber(e164: "+123456789012345")?.e164 == "+123456789012345")
        #expect(PhoneNumber(e164: "+1234567890123456") == nil)
        #expect(PhoneNumber(e164: "6025550100") == nil)
    }

    @Test("A description shows the last 2 digits only")
    func redaction() throws {
        let number = try #require(PhoneNumber(e164: "+16025550142"))
        #expect("\(number)" == "+…42")
    }

    @Test("JSON that is no number is refused, not trapped on")
    func decoding() throws {
        let number = try JSONDecoder().decode([PhoneNumber].self, from: Data(#"["+16025550100"]"#.utf8))
        #expect(number.map(\.e164) == ["+16025550100"])
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([PhoneNumber].self, from: Data(#"["911"]"#.utf8))
        }
    }
}
