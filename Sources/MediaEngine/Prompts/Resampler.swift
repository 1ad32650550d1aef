import CSpeex

/// Sample rate conversion by libspeexdsp.
enum Resampler {
    /// Quality 8 of 10: used once per prompt, never per packet.
    private static let quality: Int32 = 8

    /// Converts mono samples; the result starts with the first sample of the source, without the filter's delay.
    ///
    /// The same samples come back when the rates are equal, and, with nothing better to offer, when the library has no
    /// memory for a filter.
    static func convert(_ samples: [Int16], from: Int, to: Int) -> [Int16] {
        guard from != to, from > 0, to > 0, !samples.isEmpty else { return samples }
        var error: Int32 = 0
        guard
            let state = unsafe speex_resampler_init(1, spx_uint32_t(from), spx_uint32_t(to), quality, &error)
        else { return samples }
        defer { unsafe speex_resampler_destroy(state) }
        unsafe speex_resampler_skip_zeros(state)
        // What is still in the filter at the end is pushed out by as much silence.
        let tail = Int(unsafe speex_resampler_get_input_latency(state))
        let input = samples + [Int16](repeating: 0, count: tail)
        let expected = (samples.count * to + from - 1) / from
        var output = [Int16](repeating: 0, count: expected + 64)
        var consumed = 0
        var produced = 0
        while consumed < input.count, produced < output.count {
            var inCount = spx_uint32_t(min(input.count - consumed, 1 << 20))
            var outCount = spx_uint32_t(output.count - produced)
            let status = unsafe input.withUnsafeBufferPointer { source in
                unsafe output.withUnsafeMutableBufferPointer { target in
                    guard let from = source.baseAddress, let into = target.baseAddress else { return Int32(-1) }
                    return unsafe speex_resampler_process_int(
                        state, 0, from + consumed, &inCount, into + produced, &outCount)
                }
            }
            guard status == 0, inCount > 0 || outCount > 0 else { break }
            consumed += Int(inCount)
            produced += Int(outCount)
        }
        return Array(output.prefix(min(produced, expected)))
    }
}
