import SIP

/// Session descriptions as peers write them.
enum SDPText {
    /// A description of one audio stream.
    static func audio(
        _ host: String = "192.0.2.9", port: Int = 4000, formats: String = "0 8 101", direction: String = "sendrecv"
    ) -> MessageBody {
        MessageBody(
            contentType: "application/sdp",
            bytes: Array(
                """
                v=0\r
                o=phone 1 1 IN IP4 \(host)\r
                s=-\r
                c=IN IP4 \(host)\r
                t=0 0\r
                m=audio \(port) RTP/AVP \(formats)\r
                a=rtpmap:101 telephone-event/8000\r
                a=\(direction)\r

                """.utf8))
    }

    /// The lines of a description of ours that begin with one of these.
    static func lines(_ bytes: [UInt8], _ beginnings: String...) -> [String] {
        String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
            .filter { line in beginnings.contains { line.hasPrefix($0) } }
    }
}
