import Routing
import SIP
import Testing

@testable import Legs

@Suite("Keys in SIP INFO")
struct InfoDigitTests {
    @Test(
        "The two bodies that phones and gateways send",
        arguments: [
            ("application/dtmf-relay", "Signal=5\r\nDuration=160\r\n", "5"),
            ("application/dtmf-relay", "Signal= *\r\nDuration= 250\r\n", "*"),
            ("application/dtmf-relay", "signal = #\n", "#"),
            ("application/dtmf-relay", "Duration=160\r\nSignal=0", "0"),
            ("application/dtmf-relay", "Signal=10\r\n", "*"),
            ("application/dtmf-relay", "Signal=11\r\n", "#"),
            ("application/dtmf", "7", "7"),
            ("application/dtmf", " 9\r\n", "9"),
        ])
    func keys(type: String, body: String, key: String) {
        #expect(InfoDigit.key(Self.info(type, body))?.description == key)
    }

    @Test(
        "Anything else is no key",
        arguments: [
            ("application/dtmf-relay", "Signal=A\r\n"), ("application/dtmf-relay", "Signal=12\r\n"),
            ("application/dtmf-relay", "Signal=\r\n"), ("application/dtmf-relay", ""), ("application/dtmf", "55"),
            ("application/dtmf", ""), ("text/plain", "5"), ("application/dtmf-relay", "Duration=160\r\n"),
        ])
    func noKeys(type: String, body: String) {
        #expect(InfoDigit.key(Self.info(type, body)) == nil)
    }

    private static func info(_ type: String, _ body: String) -> SIPRequest {
        let address = NameAddress(uri: SIPURI(user: "a", host: "192.0.2.1"))
        return SIPRequest(
            method: .info, uri: address.uri,
            headers: Headers(
                from: address, to: address, callID: "1", cseq: CSeq(2, .info), contentType: type),
            body: Array(body.utf8))
    }
}
