import SIP
import Testing

@Suite("Branches of ours, RFC 3261 §8.1.1.7, §17.1.3")
struct OwnBranchTests {
    private static func request(_ parameters: Parameters, _ method: Method = .invite) -> SIPRequest {
        let party = NameAddress(uri: SIPURI(host: "example.net"))
        return SIPRequest(
            method: method, uri: SIPURI(host: "example.net"),
            headers: Headers(
                via: [Via(transport: "UDP", host: "192.0.2.5", parameters: parameters)], from: party, to: party,
                callID: "c1", cseq: CSeq(1, method)))
    }

    private static func branch(_ text: String) -> Parameters { Parameters([.init("branch", text)]) }

    @Test("1, 32 and 2⁶⁴ − 1 are written with thirteen digits, the lowest first")
    func digits() {
        let texts = [1, 32, .max].map { OwnBranch.viaParameters($0).text }
        #expect(
            texts == [
                ";branch=z9hG4bK1000000000000;rport", ";branch=z9hG4bK0100000000000;rport",
                ";branch=z9hG4bKvvvvvvvvvvvvf;rport",
            ])
    }

    @Test("A response is found by the number of its branch, however its Via is written")
    func found() {
        let sent = TransactionKey.client(Self.request(OwnBranch.viaParameters(0x0123_4567_89AB_CDEF)))
        let text = OwnBranch.viaParameters(0x0123_4567_89AB_CDEF).value("branch") ?? ""
        #expect(sent != nil)
        #expect(TransactionKey.client(Self.request(Self.branch(text))) == sent)
        #expect(TransactionKey.client(Self.request(Self.branch(text), .cancel)) != sent)
        #expect(TransactionKey.client(Self.request(OwnBranch.viaParameters(0x0123_4567_89AB_CDEE))) != sent)
    }

    @Test(
        "A text that no number has is a key of its own",
        arguments: [
            // One digit more, one less, a letter that is none, a capital, and four bits beyond the 64.
            "z9hG4bK10000000000000", "z9hG4bK100000000000", "z9hG4bKw000000000000", "z9hG4bK1A00000000000",
            "z9hG4bK100000000000g",
        ])
    func others(_ text: String) {
        let key = TransactionKey.client(Self.request(Self.branch(text)))
        #expect(key != nil)
        #expect(key == TransactionKey.client(Self.request(Self.branch(text))))
        #expect(key != TransactionKey.client(Self.request(OwnBranch.viaParameters(1))))
    }
}
