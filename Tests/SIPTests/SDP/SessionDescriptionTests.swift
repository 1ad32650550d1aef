import SIP
import Testing

@Suite("Session descriptions (RFC 8866 §5)")
struct SessionDescriptionTests {
    @Test("A baresip offer is read: origin, 5 formats, the RTCP port, 20 ms")
    func baresip() throws {
        let read = try sdp(SDPSample.baresip)
        #expect(
            read.origin
                == SDPOrigin(
                    sessionID: "3573924581", version: "1268732043", connection: SDPConnection(host: "192.0.2.31")))
        #expect(read.attributes == [SDPAttribute("tool", "baresip")])
        let audio = try #require(AudioStream(read, at: 0))
        #expect(audio.host == "192.0.2.31")
        #expect(audio.port == 21406)
        #expect(audio.proto == "RTP/AVP")
        #expect(audio.formats.map(\.payloadType) == [96, 9, 0, 8, 101])
        #expect(audio.formats.map(\.encoding) == ["OPUS", "G722", "PCMU", "PCMA", "TELEPHONE-EVENT"])
        #expect(audio.formats[0].clockRate == 48_000)
        #expect(audio.formats[4].parameters == "0-15")
        #expect(audio.packetTime == 20)
        #expect(audio.maximumPacketTime == nil)
        #expect(audio.direction == .sendReceive)
        #expect(audio.rtcpPort == 21407)
    }

    @Test("The desk phone's audio has its own c= line, 30 ms, and 3 streams beside it")
    func deskPhone() throws {
        let read = try sdp(SDPSample.deskPhone)
        #expect(read.connection == nil)
        #expect(read.media.map(\.kind) == ["audio", "text", "image", "video"])
        #expect(read.media.map(\.port) == [11780, 11782, 11784, 0])
        let audio = try #require(AudioStream(read, at: 0))
        #expect(audio.host == "192.0.2.52")
        #expect(audio.packetTime == 30)
        #expect(AudioStream(read, at: 1) == nil)
        #expect(AudioStream(read, at: 4) == nil)
        #expect(AudioStream.all(in: read).map(\.index) == [0])
    }

    @Test("Types 18, 0 and 13 without rtpmap are G729, PCMU and CN of RFC 3551")
    func staticTypes() throws {
        let audio = try #require(AudioStream(try sdp(SDPSample.bareGateway), at: 0))
        #expect(audio.formats.map(\.encoding) == ["G729", "PCMU", "CN"])
        #expect(audio.direction == .sendReceive)
        #expect(audio.rtcpPort == nil)
    }

    @Test("LF alone, CR alone, blank lines and a missing final newline change nothing")
    func lineEnds() throws {
        let expected = try sdp(SDPSample.twilioLike)
        let lines = SDPSample.twilioLike.split(separator: "\n")
        #expect(try SessionDescription(Array(lines.joined(separator: "\n").utf8)) == expected)
        #expect(try SessionDescription(Array(lines.joined(separator: "\r").utf8)) == expected)
        #expect(try SessionDescription(Array(("\r\n" + lines.joined(separator: " \r\n\r\n")).utf8)) == expected)
    }

    @Test(
        "What is written is what was read, for every sample",
        arguments: [
            SDPSample.baresip, SDPSample.linphone, SDPSample.twilioLike, SDPSample.asteriskLike, SDPSample.deskPhone,
            SDPSample.bareGateway,
            SDPSample.browser,
        ])
    func roundTrip(sample: String) throws {
        let read = try sdp(sample)
        #expect(try SessionDescription(read.bytes) == read)
    }

    @Test("A description with i, u, e, p, b, t, r, z and k lines is written in the order of RFC 8866 §5")
    func order() throws {
        let lines = """
            v=0
            o=- 1 2 IN IP6 2001:db8::1
            s=On call
            i=about
            u=http://clinic.example/
            e=desk@clinic.example
            p=+1 206 555 0100
            c=IN IP6 2001:db8::1
            b=AS:64
            t=2873397496 2873404696
            r=7d 1h 0 25h
            z=2882844526 -1h
            k=prompt
            a=tool:x
            m=audio 4000 RTP/AVP 0
            i=voice
            c=IN IP6 2001:db8::2
            b=TIAS:64000
            a=sendonly
            """
        #expect(try sdp(lines).bytes == sdpBody(lines))
    }

    @Test("Lines that are no lines, unknown letters and a second o= are dropped")
    func noise() throws {
        let read = try sdp(
            """
            v=0
            o=- 1 1 IN IP4 192.0.2.1
            o=- 2 2 IN IP4 192.0.2.2
            hello
            =
            x=1
            X-sip: y
            s=
            c=IN IP4 192.0.2.1/127/3
            m=audio 4000/2 RTP/AVP 0
            j=2
            """)
        #expect(read.origin?.sessionID == "1")
        #expect(read.name == "-")
        #expect(read.connection?.host == "192.0.2.1")
        #expect(read.media.count == 1)
        #expect(read.media[0].port == 4000)
        #expect(read.otherLines.isEmpty)
    }

    @Test(
        "An m= line that makes no sense stays in its place with port 0",
        arguments: [
            "m=", "m=audio", "m=audio x RTP/AVP 0", "m=audio 70000 RTP/AVP 0", "m=audio -5 RTP/AVP 0",
            "m=audio 99999999999999999999 RTP/AVP 0", "m=audio 4000", "m=audio 4000 RTP/AVP",
        ])
    func badMediaLine(line: String) throws {
        let read = try sdp("v=0\n\(line)\nm=audio 5000 RTP/AVP 0")
        #expect(read.media.count == 2)
        #expect(read.media[0].port == 0)
        #expect(read.media[1].port == 5000)
    }

    @Test("Duplicate, huge, negative and lettered payload types are read once or not at all")
    func payloadTypes() throws {
        let read = try sdp(
            """
            v=0
            m=audio 4000 RTP/AVP 0 0 8 128 256 -1 x 999999999999 8 96 97 98
            a=rtpmap:96 PCMU
            a=rtpmap:97 PCMA/0
            a=rtpmap:98 PCMA/99999999999999999999
            a=rtpmap:300 PCMA/8000
            a=rtpmap:
            a=rtpmap
            a=rtpmap:8 PCMA/8000
            a=rtpmap:8 GSM/8000
            a=fmtp:8
            """)
        let audio = try #require(AudioStream(read, at: 0))
        #expect(audio.formats.map(\.payloadType) == [0, 8, 96, 97, 98])
        #expect(audio.formats.map(\.encoding) == ["PCMU", "PCMA", nil, nil, nil])
    }

    @Test(
        "ptime is read as its first digits, or not at all",
        arguments: [
            ("20", 20), ("20.0", 20), ("10000", 10_000), ("0", 0), ("-20", nil), ("x", nil), ("", nil),
            ("99999999999999999999", nil),
        ] as [(String, Int?)])
    func packetTime(text: String, expected: Int?) throws {
        let read = try sdp("v=0\nm=audio 4000 RTP/AVP 0\na=ptime:\(text)\na=maxptime:\(text)")
        let audio = try #require(AudioStream(read, at: 0))
        #expect(audio.packetTime == expected)
        #expect(audio.maximumPacketTime == expected)
    }

    @Test("The direction of the stream goes before that of the session, which goes before sendrecv")
    func direction() throws {
        func direction(_ lines: String) throws -> AudioDirection? {
            AudioStream(try sdp(lines), at: 0)?.direction
        }
        #expect(try direction("v=0\na=inactive\nm=audio 4 RTP/AVP 0\na=recvonly") == .receiveOnly)
        #expect(try direction("v=0\na=sendonly\nm=audio 4 RTP/AVP 0") == .sendOnly)
        #expect(try direction("v=0\nm=audio 4 RTP/AVP 0") == .sendReceive)
    }

    @Test("Mirroring and limiting directions", arguments: AudioDirection.allCases)
    func directions(direction: AudioDirection) {
        #expect(direction.mirrored.mirrored == direction)
        #expect(direction.mirrored.sends == direction.receives)
        #expect(direction.limited(to: .sendReceive) == direction)
        #expect(direction.limited(to: .inactive) == .inactive)
        #expect(AudioDirection.sendOnly.limited(to: .receiveOnly) == .inactive)
    }

    @Test("What is no description, of version 1, or too large is refused in words")
    func refused() {
        #expect(throws: SDPError.self) { try SessionDescription([]) }
        #expect(throws: SDPError.self) { try SessionDescription(Array("INVITE sip:a SIP/2.0\r\n".utf8)) }
        #expect(throws: SDPError.self) { try SessionDescription(Array("v=1\r\nm=audio 4 RTP/AVP 0\r\n".utf8)) }
        #expect(throws: SDPError.self) { try SessionDescription([UInt8](repeating: 0, count: 16_385)) }
        let lines = "v=0\n" + String(repeating: "a=x\n", count: 512)
        #expect(throws: SDPError.self) { try SessionDescription(Array(lines.utf8)) }
        let streams = "v=0\n" + String(repeating: "m=audio 4 RTP/AVP 0\n", count: 17)
        #expect(throws: SDPError.self) { try SessionDescription(Array(streams.utf8)) }
    }

    @Test("Every truncation of a sample, and every byte of it changed to 5 others, is read or refused")
    func mangled() {
        for sample in [SDPSample.deskPhone, SDPSample.linphone] {
            let whole = sdpBody(sample)
            for index in whole.indices {
                var attempts = [Array(whole[..<index])]
                for byte in [0, 10, 32, 57, 255] as [UInt8] {
                    var changed = whole
                    changed[index] = byte
                    attempts.append(changed)
                }
                for attempt in attempts {
                    do {
                        let read = try SessionDescription(attempt)
                        #expect(read.media.count <= SessionDescription.Limits.media)
                        #expect(AudioStream.all(in: read).count <= read.media.count)
                    } catch {
                        #expect(error.code == .notSDP || error.code == .unsupportedVersion)
                    }
                }
            }
        }
    }
}
