/// Who a message came from, as far as its source address tells, before a byte of it is read.
package enum SourceClass: Hashable, Sendable {
    /// A peer of this trunk.
    case trunk(String)
    /// The address of a flow from which this address of record registered.
    case phone(String)
    /// Anybody else: may register, and gets no other service.
    case unknown
}
