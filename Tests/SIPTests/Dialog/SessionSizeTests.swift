import SIP
import Testing

@Suite("Memory of sessions")
struct SessionSizeTests {
    @Test("A session takes 2 KiB at the most beside its strings, its offers and what is under way")
    func size() {
        #expect(MemoryLayout<InviteSession>.size <= 2048, "\(MemoryLayout<InviteSession>.size)")
    }
}
