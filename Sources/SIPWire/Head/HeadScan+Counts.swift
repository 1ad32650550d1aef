import SIP

extension HeadScan {
    /// Refuses a second value where one is allowed, and more parameters than anybody needs.
    func checkFields() throws(Fault) {
        guard hasFewParameters(startLine) else { throw Fault(.tooManyValues) }
        let fields = fields.span
        for index in fields.indices where fields[index].kind.isForOsip {
            guard hasFewParameters(fields[index].value) else {
                throw Fault(.tooManyValues, fields[index].kind.name)
            }
        }
        for kind in [HeaderKind.from, .to, .callID, .cseq, .maxForwards, .contentType, .contentLength]
        where count(kind) > 1 {
            throw Fault(.duplicate, kind.name)
        }
    }

    /// Whether there are no more `;` and `&` than allowed, wherever they stand: osip and we may not agree on what is
    /// quoted. So few bytes that they cannot be too many need no look.
    private func hasFewParameters(_ range: Range<Int>) -> Bool {
        guard range.count > WireLimits.parameters else { return true }
        let span = bytes.span
        var count = 0
        for index in range where span[index] == 0x3B || span[index] == 0x26 { count += 1 }
        return count <= WireLimits.parameters
    }

    /// The commas between values, and one.
    func valueCount(_ range: Range<Int>) -> Int {
        let span = bytes.span
        var splitter = ValueSplitter()
        var count = 1
        for index in range where splitter.isSeparator(span[index]) { count += 1 }
        return count
    }
}
