import Testing

@Suite("The shrinker")
struct ShrinkerTests {
    @Test("Of 40 numbers that fail because 7 and 13 are among them, 7 and 13 are left")
    func list() throws {
        let shrinker = Shrinker<[Int]>(
            smaller: { shorter($0) }, fault: { $0.contains(7) && $0.contains(13) ? "7 and 13" : nil })
        let smallest = try #require(try shrinker.smallest(Array(0..<40)))
        #expect(smallest.value == [7, 13])
        #expect(smallest.fault == "7 and 13")
        #expect(try shrinker.smallest([1, 2, 3])?.value == nil)
    }

    @Test("After 10 tries it says what is smallest so far")
    func limit() throws {
        let shrinker = Shrinker<[Int]>(smaller: { shorter($0) }, fault: { $0.isEmpty ? nil : "some" }, limit: 10)
        let smallest = try #require(try shrinker.smallest(Array(0..<40)))
        #expect(smallest.tried == 10)
        #expect(smallest.value.count == 30)
    }
}
