import CLinux

/// A descriptor that is closed when nobody has it any more.
///
/// - Isolation: any thread; what is done with the descriptor is the kernel's to order.
@safe
final class OpenFile: Sendable {
    let descriptor: Int32

    /// Takes a descriptor over.
    init(_ descriptor: Int32) { self.descriptor = descriptor }

    /// Makes a file that must not be there yet, readable by its owner only.
    ///
    /// - Throws: ``MediaProcessError``.
    init(making path: String) throws(MediaProcessError) {
        descriptor = unsafe cl_make_file(path)
        guard descriptor >= 0 else { throw MediaProcessError("cannot make \(path)", code: descriptor) }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }
}

/// What the system refused.
package struct MediaProcessError: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }

    init(_ what: String, code: Int32) {
        description = "\(what): \(unsafe String(cString: strerror(abs(code))))"
    }
}
