import Testing

@testable import Daemon

@Suite("What only the start needed is given back")
struct StartMemoryTests {
    @Test("Of 7 mappings 2 are code of files: no data, no stack, nothing that is written")
    func code() {
        let maps = """
            55d0c0000000-55d0c0100000 r--p 00000000 fe:00 123                        /usr/bin/nightbell
            55d0c0100000-55d0c0300000 r-xp 00100000 fe:00 123                        /usr/bin/nightbell
            55d0c0300000-55d0c0310000 rw-p 00300000 fe:00 123                        /usr/bin/nightbell
            7f0000000000-7f0000010000 r-xp 00000000 fe:00 77                         /usr/lib/a library.so
            7f0000020000-7f0000030000 rwxp 00000000 00:00 0
            7ffc00000000-7ffc00021000 rw-p 00000000 00:00 0                          [stack]
            7ffc00030000-7ffc00032000 r-xp 00000000 00:00 0                          [vdso]
            """
        #expect(
            StartMemory.code(in: maps) == [
                .init(place: 0x55d0_c010_0000..<0x55d0_c030_0000, file: "nightbell"),
                .init(place: 0x7f00_0000_0000..<0x7f00_0001_0000, file: "a library.so"),
            ])
    }

    @Test("Code up to the page where that of calls ends is kept; what is linked behind it and libraries are not")
    func own() {
        let program = StartMemory.Code(place: 0x10_0000..<0x30_0000, file: "nightbell")
        let parts = StartMemory.parts(of: program, [0x18_0000, 0x20_0010])
        #expect(parts.kept == 0x10_0000..<0x20_1000 && parts.given == 0x20_1000..<0x30_0000)
        let last = StartMemory.parts(of: program, [0x2f_ffff])
        #expect(last.kept == program.place && last.given.isEmpty)
        let library = StartMemory.parts(of: program, [0x30_0000, 0x8_0000])
        #expect(library.kept.isEmpty && library.given == program.place)
    }

    @Test("SQLite is kept, all of it: the next promise needs it")
    func store() {
        let sqlite = StartMemory.Code(place: 0x10_0000..<0x30_0000, file: "libsqlite3.so.0.8.6")
        let parts = StartMemory.parts(of: sqlite, [0x40_0000])
        #expect(parts.kept == sqlite.place && parts.given.isEmpty)
    }

    @Test("What is no list of mappings has no code")
    func damaged() {
        #expect(StartMemory.code(in: "") == [])
        #expect(StartMemory.code(in: "x-y r-xp 0 0 0 /a\n9-1 r-xp 0 0 0 /b\n1 r-xp 0 0 0 /c") == [])
    }
}
