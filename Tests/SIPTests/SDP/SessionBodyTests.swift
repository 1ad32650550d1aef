import SIP
import Testing

@Suite("The description in a body (RFC 5621)")
struct SessionBodyTests {
    private let sdp = sdpBody("v=0\nm=audio 4000 RTP/AVP 0")

    @Test("application/sdp in any case and with parameters is the whole body")
    func plain() {
        for type in ["application/sdp", "Application/SDP", "application/sdp ; charset=utf-8"] {
            #expect(SessionBody.find(contentType: type, body: sdp) == .description(sdp))
        }
    }

    @Test("No body is none; another type is unsupported; no type is taken for what it looks like")
    func others() {
        #expect(SessionBody.find(contentType: nil, body: []) == .none)
        #expect(SessionBody.find(contentType: "application/sdp", body: []) == .none)
        #expect(SessionBody.find(contentType: "application/isup", body: sdp) == .unsupported)
        #expect(SessionBody.find(contentType: nil, body: sdp) == .description(sdp))
        #expect(SessionBody.find(contentType: nil, body: [1, 2]) == .unsupported)
    }

    @Test("A multipart/mixed of 911 location and SDP gives the SDP, with CRLF and LF, with and without an end")
    func mixed() {
        let type = "multipart/mixed;boundary=\"unique boundary/1\""
        let whole = """
            a preamble
            --unique boundary/1
            Content-Type: application/pidf+xml
            Content-ID: <target@clinic.example>

            <presence/>
            --unique boundary/1
            content-type : application/sdp
            Content-Disposition: session

            v=0
            m=audio 4000 RTP/AVP 0
            """
        let lines = whole.split(separator: "\n", omittingEmptySubsequences: false)
        let end = ["--unique boundary/1--", "an epilogue"]
        let closed = sdpBody((lines + end.map { $0[...] }).joined(separator: "\n"))
        let expected = Array("v=0\r\nm=audio 4000 RTP/AVP 0".utf8)
        #expect(SessionBody.find(contentType: type, body: closed) == .description(expected))
        #expect(SessionBody.find(contentType: type, body: sdpBody(whole)) == .description(expected + [13, 10]))
        let unix = Array(lines.joined(separator: "\n").utf8)
        #expect(
            SessionBody.find(contentType: type, body: unix)
                == .description(Array("v=0\nm=audio 4000 RTP/AVP 0".utf8)))
    }

    @Test("Alternatives give the last description, nested parts are found 3 deep and not 4")
    func nested() {
        func wrap(_ inner: String, _ type: String, _ name: String) -> String {
            "--\(name)\nContent-Type: \(type)\n\n\(inner)\n--\(name)--"
        }
        let two = "--b\nc:application/sdp\n\nv=0\n--b\nc:application/sdp\n\nv=0\nm=audio 1 RTP/AVP 0\n--b--"
        #expect(
            SessionBody.find(contentType: "multipart/alternative; boundary=b", body: Array(two.utf8))
                == .description(Array("v=0\nm=audio 1 RTP/AVP 0".utf8)))
        #expect(
            SessionBody.find(contentType: "multipart/mixed; boundary=b", body: Array(two.utf8))
                == .description(Array("v=0".utf8)))
        let one = wrap("v=0", "application/sdp", "c")
        let deep = wrap(wrap(one, "multipart/mixed;boundary=c", "d"), "multipart/mixed;boundary=d", "e")
        #expect(
            SessionBody.find(contentType: "multipart/mixed;boundary=e", body: Array(deep.utf8))
                == .description(Array("v=0".utf8)))
        let deeper = wrap(deep, "multipart/mixed;boundary=e", "f")
        #expect(SessionBody.find(contentType: "multipart/mixed;boundary=f", body: Array(deeper.utf8)) == .none)
    }

    @Test("A multipart without a boundary is unsupported, one without parts or SDP has none")
    func odd() {
        #expect(SessionBody.find(contentType: "multipart/mixed", body: sdp) == .unsupported)
        #expect(SessionBody.find(contentType: "multipart/mixed;boundary=", body: sdp) == .unsupported)
        #expect(SessionBody.find(contentType: "multipart/mixed;boundary=\"\"", body: sdp) == .unsupported)
        #expect(SessionBody.find(contentType: "multipart/mixed;boundary=b", body: sdp) == .none)
        #expect(SessionBody.find(contentType: "multipart/mixed;boundary=b", body: Array("--b".utf8)) == .none)
        #expect(SessionBody.find(contentType: "multipart/mixed;boundary=b", body: Array("--b\n--b--".utf8)) == .none)
        let many = String(repeating: "--b\n\nx\n", count: 40) + "--b\nc:application/sdp\n\nv=0\n--b--"
        #expect(SessionBody.find(contentType: "multipart/mixed;boundary=b", body: Array(many.utf8)) == .none)
    }

    @Test("Every truncation of a multipart body has an outcome")
    func truncated() {
        let whole = Array("--b\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n--b--\r\n".utf8)
        let found = (0...whole.count).map { count in
            SessionBody.find(contentType: "multipart/mixed;boundary=b", body: Array(whole[..<count]))
        }
        #expect(found.last == .description(Array("v=0".utf8)))
        #expect(found.first == SessionBody.none)
    }
}
