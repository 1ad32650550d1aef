import SIP

/// Hash functions for tests, and who knows what.
enum DigestSamples {
    /// The digests that the examples of the RFCs need, computed elsewhere; what is not listed is zero.
    private static let known: [String: String] = [
        "MD5 Mufasa:http-auth@example.org:Circle of Life": "3d78807defe7de2157e2b0b6573a855f",
        "MD5 GET:/dir/index.html": "39aff3a2bab6126f332b942af96d3366",
        "MD5 3d78807defe7de2157e2b0b6573a855f:7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v:00000001:f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ:auth:39aff3a2bab6126f332b942af96d3366":
            "8ca523f5e9506fed4657c9700eebdbec",
        "SHA-256 Mufasa:http-auth@example.org:Circle of Life":
            "7987c64c30e25f1b74be53f966b49b90f2808aa92faf9a00262392d7b4794232",
        "SHA-256 GET:/dir/index.html": "9a3fdae9a622fe8de177c24fa9c070f2b181ec85e15dcbdc32e10c82ad450b04",
        "SHA-256 7987c64c30e25f1b74be53f966b49b90f2808aa92faf9a00262392d7b4794232:7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v:00000001:f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ:auth:9a3fdae9a622fe8de177c24fa9c070f2b181ec85e15dcbdc32e10c82ad450b04":
            "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
        "MD5 Mufasa:testrealm@host.com:Circle Of Life": "939e7578ed9e3c518a452acee763bce9",
        "MD5 939e7578ed9e3c518a452acee763bce9:dcd98b7102dd2f0e8b11d0f600bfb0c093:39aff3a2bab6126f332b942af96d3366":
            "670fd8c2df070c60b045671b8b24ff02",
    ]

    /// Only the digests of the RFCs' examples.
    static let examples = DigestHash { algorithm, bytes in
        let text = "\(algorithm.rawValue) \(String(decoding: bytes, as: UTF8.self))"
        return fromHex(known[text] ?? String(repeating: "0", count: algorithm == .md5 ? 32 : 64))
    }

    /// A mixing that tells texts and algorithms apart, with 16 or 32 bytes. It is not secure, and need not be here.
    static let mixing = DigestHash { mix($1, seed: $0 == .md5 ? 1 : 2, count: $0 == .md5 ? 16 : 32) }

    /// A cipher that can be undone, and is none.
    static let scrambling = NonceCipher(
        seal: { ($0 << 77 | $0 >> 51) ^ 0x1234_5678_9ABC_DEF0_0FED_CBA9_8765_4321 },
        open: {
            let block = $0 ^ 0x1234_5678_9ABC_DEF0_0FED_CBA9_8765_4321
            return block >> 77 | block << 51
        })

    private static func mix(_ bytes: [UInt8], seed: UInt64, count: Int) -> [UInt8] {
        var state = 0xcbf2_9ce4_8422_2325 ^ seed
        for byte in bytes { state = (state ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return (0..<count).map { index in
            state = (state ^ UInt64(index)) &* 0x100_0000_01b3
            return UInt8(truncatingIfNeeded: state >> 32)
        }
    }

    private static func fromHex(_ hex: String) -> [UInt8] {
        stride(from: 0, to: hex.utf8.count, by: 2).compactMap { UInt8(hex.dropFirst($0).prefix(2), radix: 16) }
    }

    static let realm = "clinic.example"

    /// H(A1) of 211, whose password is `bell`.
    static func ha1(_ username: String, _ algorithm: DigestAlgorithm) -> String? {
        guard username == "211" else { return nil }
        return mixing.ha1(username: "211", realm: realm, password: "bell", algorithm)
    }

    static func client(_ password: String = "bell", username: String = "211") -> DigestClient {
        DigestClient(username: username, password: password, hash: mixing)
    }

    static func register() -> SIPRequest { MachineSamples.request(.register) }
}

extension SIPRequest {
    /// The request with these fields in the place of its credentials.
    func with(_ fields: [HeaderField]?) -> SIPRequest {
        var request = self
        request.headers.others.removeAll { $0.name.contains("uthorization") }
        request.headers.others += fields ?? []
        return request
    }
}
