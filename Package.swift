// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]
/// Only the targets that wrap a C library see raw memory.
let wrapper: [SwiftSetting] = settings + [.strictMemorySafety()]

let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")

let package = Package(
    name: "nightbell",
    products: [.executable(name: "nightbell", targets: ["nightbell"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        // MARK: C libraries
        .systemLibrary(
            name: "COsip", path: "Sources/CLibraries/COsip", pkgConfig: "libosip2", providers: [.apt(["libosip2-dev"])]),
        .systemLibrary(
            name: "COrtp", path: "Sources/CLibraries/COrtp", pkgConfig: "ortp", providers: [.apt(["libortp-dev"])]),
        .systemLibrary(
            name: "CSpeex", path: "Sources/CLibraries/CSpeex", pkgConfig: "speexdsp",
            providers: [.apt(["libspeex-dev", "libspeexdsp-dev"])]),
        .systemLibrary(
            name: "CSpandsp", path: "Sources/CLibraries/CSpandsp", pkgConfig: "spandsp",
            providers: [.apt(["libspandsp-dev"])]),
        .systemLibrary(
            name: "COpus", path: "Sources/CLibraries/COpus", pkgConfig: "opus", providers: [.apt(["libopus-dev"])]),
        .systemLibrary(
            name: "CSRTP", path: "Sources/CLibraries/CSRTP", pkgConfig: "libsrtp2",
            providers: [.apt(["libsrtp2-dev"])]),
        .systemLibrary(
            name: "COpenSSL", path: "Sources/CLibraries/COpenSSL", pkgConfig: "openssl",
            providers: [.apt(["libssl-dev"])]),
        .target(name: "CLinux", path: "Sources/CLibraries/CLinux"),
        .target(name: "CArena", path: "Sources/CLibraries/CArena"),
        .target(
            name: "CSRTPOpenSSL", dependencies: ["CSRTP", "COpenSSL"], path: "Sources/CLibraries/CSRTPOpenSSL"),
        // MARK: Pure
        .target(name: "CallModel", swiftSettings: settings),
        .target(name: "SIP", swiftSettings: settings),
        .target(name: "Media", swiftSettings: settings),
        .target(name: "Routing", dependencies: ["CallModel"], swiftSettings: settings),
        .target(name: "Calls", dependencies: ["CallModel", "Routing"], swiftSettings: settings),
        // MARK: Wrappers
        .target(name: "SIPWire", dependencies: ["SIP", "COsip", "CArena"], swiftSettings: wrapper),
        .target(name: "Security", dependencies: ["COpenSSL"], swiftSettings: wrapper),
        .target(
            name: "MediaEngine",
            dependencies: [
                "Media", "Security", "COrtp", "CSpeex", "CSpandsp", "COpus", "CSRTP", "CSRTPOpenSSL", "CLinux",
            ],
            swiftSettings: wrapper),
        .target(name: "MediaProcess", dependencies: ["Media", "MediaEngine", "CLinux"], swiftSettings: wrapper),
        .target(
            name: "Storage",
            dependencies: [
                "CallModel", "Routing", .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            swiftSettings: settings),
        // MARK: Effects
        .target(
            name: "SIPStack",
            dependencies: ["CallModel", "SIP", "SIPWire", "Security", "CLinux", logging],
            swiftSettings: settings),
        .target(
            name: "Legs",
            dependencies: [
                "CallModel", "Routing", "Calls", "SIP", "SIPStack", "Media", "MediaEngine", logging,
            ],
            swiftSettings: settings),
        // MARK: Assembly
        .target(
            name: "Daemon",
            dependencies: [
                "CallModel", "SIP", "SIPStack", "Media", "MediaEngine", "MediaProcess", "Routing", "Calls", "Legs",
                "Storage", "Security", "CLinux",
                nioCore, nioPosix, logging, .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "nightbell",
            dependencies: [
                "CallModel", "Routing", "Storage", "Daemon",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings,
            linkerSettings: [
                // lld and packed relocations: fewer pages are written at start, so that less stays in memory.
                .unsafeFlags(["-use-ld=lld", "-Xlinker", "-z", "-Xlinker", "pack-relative-relocs"])
            ]),
        // Times of decisions, for `swift run -c release RoutingBench`; never part of the product or of the tests.
        .executableTarget(
            name: "RoutingBench", dependencies: ["CallModel", "Routing"], path: "Benchmarks/Routing",
            swiftSettings: settings),
        // What audio costs, for `swift run -c release MediaBench`.
        .executableTarget(
            name: "MediaBench", dependencies: ["Media", "MediaEngine", "Security", "CLinux", "CSRTP"],
            path: "Benchmarks/Media",
            swiftSettings: settings),
        // MARK: Tests
        .executableTarget(
            name: "OracleWalk", dependencies: ["CallModel", "Routing"], path: "Tests/Oracle/Walk",
            swiftSettings: settings),
        .target(
            name: "NightbellTesting", dependencies: ["CallModel", "SIP", "Calls", "Routing"],
            path: "Tests/NightbellTesting", exclude: ["Wire"], swiftSettings: settings),
        .target(
            name: "NightbellWire",
            dependencies: ["CallModel", "SIP", "SIPWire", "SIPStack", "Media", "Security"],
            path: "Tests/NightbellTesting/Wire", swiftSettings: settings),
        .target(
            name: "NightbellMedia", dependencies: ["Media", "MediaProcess", "CLinux"], path: "Tests/NightbellMedia",
            swiftSettings: settings),
        .testTarget(
            name: "CallsTests", dependencies: ["CallModel", "Routing", "Calls", "NightbellTesting"],
            swiftSettings: settings),
        .testTarget(name: "RoutingTests", dependencies: ["CallModel", "Routing"], swiftSettings: settings),
        .testTarget(
            name: "LegsTests", dependencies: ["CallModel", "Routing", "Calls", "Legs", "Media", "SIP", "SIPStack"],
            swiftSettings: settings),
        .testTarget(
            name: "DaemonTests",
            dependencies: [
                "CallModel", "Routing", "Calls", "SIP", "SIPStack", "Media", "MediaEngine", "MediaProcess", "Storage",
                "Daemon", "NightbellTesting", "NightbellWire", "NightbellMedia", logging,
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            exclude: ["Configuration/findings.txt", "Configuration/schema.py"], swiftSettings: settings),
        .testTarget(name: "CallModelTests", dependencies: ["CallModel"], swiftSettings: settings),
        .testTarget(
            name: "StorageTests",
            dependencies: ["Storage", "CallModel", "Routing", .product(name: "GRDB", package: "GRDB.swift")],
            swiftSettings: settings),
        .testTarget(
            name: "ControlTests", dependencies: ["Daemon", "Routing", "Storage", "CallModel", nioPosix],
            swiftSettings: settings),
        .testTarget(
            name: "CommandTests",
            dependencies: [
                "nightbell", "Daemon", "Routing", "Storage", "CallModel", "NightbellTesting",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            exclude: ["Clinics", "Faults"], swiftSettings: settings),
        .testTarget(
            name: "SecurityTests", dependencies: ["Security", "NightbellTesting"], swiftSettings: settings),
        .testTarget(
            name: "SIPStackTests",
            dependencies: [
                "SIPStack", "CallModel", "SIP", "SIPWire", "Security", "NightbellTesting", "NightbellWire", nioCore,
                nioPosix, logging,
            ],
            swiftSettings: settings),
        .testTarget(name: "MediaTests", dependencies: ["Media"], swiftSettings: settings),
        .testTarget(
            name: "MediaEngineTests",
            dependencies: ["Media", "MediaEngine", "NightbellMedia", "Security", "CLinux", "CSRTP", "CSRTPOpenSSL"],
            swiftSettings: settings),
        .testTarget(
            name: "MediaProcessTests",
            dependencies: ["Media", "MediaEngine", "MediaProcess", "NightbellMedia", "Security", "CLinux"],
            swiftSettings: settings),
        .testTarget(name: "SIPTests", dependencies: ["SIP"], swiftSettings: settings),
        .testTarget(
            name: "SIPWireTests", dependencies: ["SIP", "SIPWire", "CArena"], exclude: ["Torture"],
            swiftSettings: settings),
    ]
)
