import SIP
import Testing

@Suite("Digest header fields and responses, RFC 7616 §3.3, §3.4, §3.9.1, RFC 2617 §3.5")
struct DigestValuesTests {
    @Test("A challenge with every parameter is read, and written so that it is read the same")
    func challenge() throws {
        let text = """
            Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=SHA-256, \
            nonce="7ypf/xlj9XXw", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS", stale=TRUE
            """
        let challenge = try #require(DigestChallenge(parsing: text))
        #expect(challenge.realm == "http-auth@example.org")
        #expect(challenge.algorithm == .sha256)
        #expect(challenge.nonce == "7ypf/xlj9XXw")
        #expect(challenge.opaque == "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS")
        #expect(challenge.staleness == .stale)
        #expect(challenge.protection == .auth)
        #expect(DigestChallenge(parsing: challenge.text) == challenge)
    }

    @Test("A challenge without algorithm and qop is MD5 of RFC 2069; a realm keeps its quotes and backslashes")
    func legacyChallenge() throws {
        let challenge = try #require(DigestChallenge(parsing: #"digest realm="a \"b\" \\ c",nonce=abc"#))
        #expect(challenge.algorithm == .md5)
        #expect(challenge.protection == .legacy)
        #expect(challenge.staleness == .fresh)
        #expect(challenge.realm == #"a "b" \ c"#)
        #expect(DigestChallenge(parsing: challenge.text) == challenge)
    }

    @Test(
        "Challenges that cannot be answered are none",
        arguments: [
            "Basic realm=\"x\"", "Digest realm=\"x\"", "Digest nonce=\"x\"", "Digest", "",
            "Digest realm=\"x\", nonce=\"y\", algorithm=MD5-sess",
            "Digest realm=\"x\", nonce=\"y\", algorithm=SHA-512-256",
            "Digest realm=\"x\", nonce=\"y\", qop=\"auth-int\"", "Digest realm=\"x\", nonce=\"y",
            "Digest realm=\"x\", nonce=\"y\", nonce=\"z\"", "Digest realm=\"x\" nonce=\"y\"",
        ])
    func unansweredChallenges(_ text: String) {
        #expect(DigestChallenge(parsing: text) == nil)
    }

    @Test("Credentials are read and written; nc is 8 hexadecimal digits")
    func credentials() throws {
        let text = """
            Digest username="211", realm="clinic.example", nonce="n1", uri="sip:clinic.example", \
            response="6629FAE49393A05397450978507C4EF1", algorithm=MD5, cnonce="c1", qop=auth, nc=0000001f
            """
        let credentials = try #require(DigestCredentials(parsing: text))
        #expect(credentials.username == "211")
        #expect(credentials.response == "6629fae49393a05397450978507c4ef1")
        #expect(credentials.protection == .init(cnonce: "c1", count: 31))
        #expect(credentials.text.contains("nc=0000001f"))
        #expect(DigestCredentials(parsing: credentials.text) == credentials)
    }

    @Test(
        "Malformed credentials, -sess, auth-int and hashed user names are refused",
        arguments: [
            "qop=auth, cnonce=\"c\", nc=1", "qop=auth, nc=00000001", "qop=auth, cnonce=\"c\", nc=0000000g",
            "qop=auth-int, cnonce=\"c\", nc=00000001", "algorithm=MD5-sess", "algorithm=SHA-256-sess", "userhash=true",
            "username=\"again\"", "=x", "x=\"",
        ])
    func badCredentials(_ more: String) {
        let good = #"Digest username="u", realm="r", nonce="n", uri="sip:x", response="00""#
        #expect(DigestCredentials(parsing: good) != nil)
        #expect(DigestCredentials(parsing: "\(good), \(more)") == nil)
    }

    @Test("More than 20 parameters are refused")
    func manyParameters() {
        let good = #"Digest username="u", realm="r", nonce="n", uri="sip:x", response="00""#
        let fifteen = (1...15).map { ", x\($0)=1" }.joined()
        #expect(DigestCredentials(parsing: good + fifteen) != nil)
        #expect(DigestCredentials(parsing: good + fifteen + ", x16=1") == nil)
    }

    @Test(
        "The examples of RFC 7616 §3.9.1 come out for MD5 and SHA-256",
        arguments: [
            (DigestAlgorithm.md5, "8ca523f5e9506fed4657c9700eebdbec"),
            (.sha256, "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
        ])
    func example(_ algorithm: DigestAlgorithm, _ expected: String) {
        let hash = DigestSamples.examples
        let credentials = DigestCredentials(
            username: "Mufasa", realm: "http-auth@example.org", nonce: "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
            uri: "/dir/index.html", response: "", algorithm: algorithm,
            protection: .init(cnonce: "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", count: 1))
        let ha1 = hash.ha1(
            username: "Mufasa", realm: "http-auth@example.org", password: "Circle of Life", algorithm)
        #expect(hash.response(ha1: ha1, method: Method("GET"), to: credentials) == expected)
    }

    @Test("Without qop, the response is that of RFC 2069")
    func legacyExample() {
        let hash = DigestSamples.examples
        let credentials = DigestCredentials(
            username: "Mufasa", realm: "testrealm@host.com", nonce: "dcd98b7102dd2f0e8b11d0f600bfb0c093",
            uri: "/dir/index.html", response: "", algorithm: .md5)
        let ha1 = hash.ha1(username: "Mufasa", realm: "testrealm@host.com", password: "Circle Of Life", .md5)
        #expect(ha1 == "939e7578ed9e3c518a452acee763bce9")
        #expect(
            hash.response(ha1: ha1, method: Method("GET"), to: credentials) == "670fd8c2df070c60b045671b8b24ff02")
    }
}
