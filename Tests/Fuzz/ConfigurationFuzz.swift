import CallModel
import Daemon
import Routing

/// Reads the bytes as a configuration that may include itself: it loads, or is refused with a place.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzConfiguration(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    var surroundings = ConfigurationSurroundings.inspection
    surroundings.readFile = { path, limit in Array(bytes.prefix(limit + 1)) }
    let load = ConfigurationLoader.load(bytes, path: "fuzz/clinic.yaml", surroundings: surroundings)
    for finding in load.findings where finding.position.line < 1 || finding.position.column < 1 {
        fatalError("a finding without a place: \(finding)")
    }
    guard let configuration = load.configuration else {
        guard !load.errors.isEmpty else { fatalError("refused without an error") }
        return 0
    }
    for number in configuration.table.dialledNumbers {
        let run = DryRun(configuration.table, did: number, at: .init(seconds: 1_798_192_800))
        guard !run.rings.isEmpty else { fatalError("a silent caller of \(number.e164) reaches nobody") }
    }
    return 0
}
