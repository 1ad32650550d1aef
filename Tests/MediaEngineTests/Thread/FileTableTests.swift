import CLinux
import Foundation
import Testing

@Suite("The table of files is large from the start")
struct FileTableTests {
    @Test("There is room for 16,384 files, or as many as may be opened, and none of them is left open")
    func size() throws {
        cl_allow_files()
        var limit = rlimit()
        try #require(getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("FDSize:") })
        let size = try #require(line.split(separator: "\t").last.flatMap { Int($0) })
        #expect(size >= min(16_384, Int(limit.rlim_cur)))
        #expect(fcntl(Int32(min(16_384, limit.rlim_cur)) - 1, F_GETFD) == -1)
    }
}
