import Security
import Testing

@Suite("Digests, random bytes and comparison")
struct DigestTests {
    @Test("MD5 of the empty string, abc and 80 digits are those of RFC 1321 §A.5")
    func md5() {
        #expect(Hash.hexDigest("", .md5) == "d41d8cd98f00b204e9800998ecf8427e")
        #expect(Hash.hexDigest("abc", .md5) == "900150983cd24fb0d6963f7d28e17f72")
        let digits = String(repeating: "1234567890", count: 8)
        #expect(Hash.hexDigest(digits, .md5) == "57edf4a22be3c955ac49da2e2107b67a")
        #expect(Hash.md5(Array("abc".utf8)).count == 16)
    }

    @Test("SHA-256 of the empty string and abc are those of FIPS 180-4")
    func sha256() {
        #expect(
            Hash.hexDigest("", .sha256) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(
            Hash.hexDigest("abc", .sha256) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(Hash.sha256([]).count == 32)
    }

    @Test("The digest response of RFC 7616 §3.9.1 comes out for MD5 and SHA-256")
    func digestExample() {
        let nonce = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v"
        let cnonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"
        func response(_ algorithm: Hash.Algorithm) -> String {
            let a1 = Hash.hexDigest("Mufasa:http-auth@example.org:Circle of Life", algorithm)
            let a2 = Hash.hexDigest("GET:/dir/index.html", algorithm)
            return Hash.hexDigest("\(a1):\(nonce):00000001:\(cnonce):auth:\(a2)", algorithm)
        }
        #expect(response(.md5) == "8ca523f5e9506fed4657c9700eebdbec")
        #expect(response(.sha256) == "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1")
    }

    @Test("AES-128 of a block is that of FIPS 197 §C.1, and opens to it again; with a short key each block is another")
    func block() {
        let cipher = BlockCipher(key: Array(0...15))
        let block: UInt128 = 0x0011_2233_4455_6677_8899_aabb_ccdd_eeff
        #expect(cipher.seal(block) == 0x69c4_e0d8_6a7b_0430_d8cd_b780_70b4_c55a)
        #expect(cipher.open(0x69c4_e0d8_6a7b_0430_d8cd_b780_70b4_c55a) == block)
        let broken = BlockCipher(key: [1])
        #expect(broken.seal(block) != broken.seal(block))
        #expect(broken.open(block) != broken.open(block))
    }

    @Test("One key and one algorithm serve 4 threads with 500 blocks and messages each, always with the same result")
    func shared() async {
        let cipher = BlockCipher(key: Array(0...15))
        await withTaskGroup(of: Bool.self) { group in
            for thread in 0..<4 {
                group.addTask {
                    (0..<500).allSatisfy { number in
                        let block = UInt128(thread * 500 + number)
                        return cipher.open(cipher.seal(block)) == block
                            && Hash.hexDigest("abc", .md5) == "900150983cd24fb0d6963f7d28e17f72"
                    }
                }
            }
            for await same in group { #expect(same) }
        }
    }

    @Test("Both algorithms of SIP digests are available here")
    func available() {
        #expect(Hash.Algorithm.allCases.allSatisfy(Hash.isAvailable))
    }

    @Test("Random bytes are as many as asked, 0 for a negative count, and differ each time")
    func random() {
        #expect(SecureRandom.bytes(16).count == 16)
        #expect(SecureRandom.bytes(0).isEmpty)
        #expect(SecureRandom.bytes(-1).isEmpty)
        #expect(SecureRandom.hex(bytes: 8).utf8.count == 16)
        #expect(Set((0..<100).map { _ in SecureRandom.hex(bytes: 16) }).count == 100)
    }

    @Test("Equal bytes are equal; one other bit, another length or emptiness is not")
    func constantTime() {
        #expect(ConstantTime.equal([1, 2, 3], [1, 2, 3]))
        #expect(!ConstantTime.equal([1, 2, 3], [1, 2, 2]))
        #expect(!ConstantTime.equal([1, 2, 3], [1, 2]))
        #expect(!ConstantTime.equal([], [0]))
        #expect(ConstantTime.equal([], [UInt8]()))
        #expect(ConstantTime.equal("6629fae4", "6629fae4"))
        #expect(!ConstantTime.equal("6629fae4", "6629FAE4"))
    }

    @Test("Hexadecimal goes both ways in either case; odd lengths and other characters are refused")
    func hex() {
        #expect(Hex.encode([0x00, 0x0f, 0xa5, 0xff]) == "000fa5ff")
        #expect(Hex.decode("000FA5ff") == [0x00, 0x0f, 0xa5, 0xff])
        #expect(Hex.decode("") == [])
        #expect(Hex.decode("abc") == nil)
        #expect(Hex.decode("zz") == nil)
        #expect(Hex.decode("+1") == nil)
    }
}
