import CLinux

/// Words for what the kernel refused.
enum SystemCall {
    /// The sentence for a result of −errno, for an operator.
    static func explain(_ result: Int32, doing what: String) -> String {
        switch -result {
        case EMFILE: "\(what): no file descriptor is left for this process (EMFILE); raise LimitNOFILE"
        case ENFILE: "\(what): no file descriptor is left on this machine (ENFILE)"
        case ENOMEM, ENOBUFS: "\(what): the kernel has no memory for a socket"
        case EADDRINUSE: "\(what): the port is taken"
        case EADDRNOTAVAIL: "\(what): this machine does not have that address"
        case EACCES, EPERM: "\(what): not permitted"
        default: "\(what): \(unsafe String(cString: strerror(-result))) (\(-result))"
        }
    }
}
