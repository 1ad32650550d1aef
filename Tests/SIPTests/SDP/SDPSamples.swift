import SIP

/// A body of these lines, each ended by CRLF.
func sdpBody(_ lines: String) -> [UInt8] {
    Array(lines.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n").utf8) + [13, 10]
}

/// The description in these lines.
func sdp(_ lines: String) throws -> SessionDescription { try SessionDescription(sdpBody(lines)) }

/// Descriptions in the manner of what phones, PBXes and trunks send.
enum SDPSample {
    static let baresip = """
        v=0
        o=- 3573924581 1268732043 IN IP4 192.0.2.31
        s=-
        c=IN IP4 192.0.2.31
        t=0 0
        a=tool:baresip
        m=audio 21406 RTP/AVP 96 9 0 8 101
        a=rtpmap:96 opus/48000/2
        a=fmtp:96 stereo=1;sprop-stereo=1
        a=rtpmap:9 G722/8000
        a=rtpmap:0 PCMU/8000
        a=rtpmap:8 PCMA/8000
        a=rtpmap:101 telephone-event/8000
        a=fmtp:101 0-15
        a=rtcp:21407
        a=rtcp-rsize
        a=ssrc:1043922912 cname:sip:101@clinic.example
        a=sendrecv
        a=label:1
        a=ptime:20
        """

    static let linphone = """
        v=0
        o=101 2716 3021 IN IP4 192.0.2.44
        s=Talk
        c=IN IP4 192.0.2.44
        t=0 0
        a=ice-pwd:4f9a1c8b2d3e4f5061728394
        a=ice-ufrag:9b1c33d0
        a=rtcp-xr:rcvr-rtt=all:10000 stat-summary=loss,dup,jitt,TTL voip-metrics
        a=record:off
        m=audio 7078 RTP/AVPF 96 97 98 0 8 101 100 99
        a=rtpmap:96 opus/48000/2
        a=fmtp:96 useinbandfec=1
        a=rtpmap:97 speex/16000
        a=fmtp:97 vbr=on
        a=rtpmap:98 speex/8000
        a=fmtp:98 vbr=on
        a=rtpmap:101 telephone-event/48000
        a=rtpmap:100 telephone-event/16000
        a=rtpmap:99 telephone-event/8000
        a=candidate:1 1 UDP 2130706303 192.0.2.44 7078 typ host
        a=rtcp-fb:* trr-int 1000
        a=rtcp-fb:* ccm tmmbr
        m=video 9078 RTP/AVPF 96
        a=rtpmap:96 VP8/90000
        a=rtcp-fb:* ccm fir
        """

    static let twilioLike = """
        v=0
        o=root 1735920001 1735920001 IN IP4 198.51.100.20
        s=Carrier Media Gateway
        c=IN IP4 198.51.100.20
        t=0 0
        m=audio 14832 RTP/AVP 0 8 101
        a=rtpmap:0 PCMU/8000
        a=rtpmap:8 PCMA/8000
        a=rtpmap:101 telephone-event/8000
        a=fmtp:101 0-16
        a=silenceSupp:off - - - -
        a=maxptime:20
        a=sendrecv
        """

    static let asteriskLike = """
        v=0
        o=- 718293045 718293045 IN IP4 203.0.113.9
        s=PBX
        c=IN IP4 203.0.113.9
        t=0 0
        m=audio 11970 RTP/AVP 8 3 101
        a=rtpmap:8 PCMA/8000
        a=rtpmap:3 GSM/8000
        a=rtpmap:101 telephone-event/8000
        a=fmtp:101 0-16
        a=ptime:20
        a=maxptime:150
        a=sendrecv
        """

    /// A desk phone with optional SRTP, T.38 and real-time text, which names no port for RTCP.
    static let deskPhone = """
        v=0
        o=102 20240 20240 IN IP4 192.0.2.52
        s=SDP data
        i=desk
        b=AS:64
        t=0 0
        m=audio 11780 RTP/AVP 18 9 0 8 127
        c=IN IP4 192.0.2.52
        a=rtpmap:18 G729/8000
        a=fmtp:18 annexb=no
        a=rtpmap:9 G722/8000
        a=rtpmap:0 PCMU/8000
        a=rtpmap:8 PCMA/8000
        a=rtpmap:127 telephone-event/8000
        a=fmtp:127 0-15
        a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNk
        a=ptime:30
        m=text 11782 RTP/AVP 98 100
        a=rtpmap:98 t140/1000
        a=rtpmap:100 red/1000
        m=image 11784 udptl t38
        a=T38FaxVersion:0
        m=video 0 RTP/AVP 34
        """

    /// A carrier's gateway: static types alone, no rtpmap, no telephone-event.
    static let bareGateway = """
        v=0
        o=CARRIER 1 1 IN IP4 198.51.100.77
        s=-
        c=IN IP4 198.51.100.77
        t=0 0
        m=audio 40022 RTP/AVP 18 0 13
        """

    /// What a browser's SIP library sends.
    static let browser = """
        v=0
        o=mozilla 6124358709 0 IN IP4 0.0.0.0
        s=-
        t=0 0
        a=group:BUNDLE 0
        a=fingerprint:sha-256 11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00
        m=audio 9 UDP/TLS/RTP/SAVPF 109 0 8 101
        c=IN IP4 0.0.0.0
        a=rtpmap:109 opus/48000/2
        a=setup:actpass
        a=mid:0
        a=rtcp-mux
        """
}
