import COsip

/// The elements of an osip list, walked once: `osip_list_get` would start at the head for each.
@safe
struct OsipList<Element> {
    private let head: UnsafeMutablePointer<__node_t>?

    init(_ list: osip_list_t, of type: Element.Type) { unsafe head = list.node }

    /// What the transform makes of each element, in order.
    func map<Value>(
        _ transform: (UnsafeMutablePointer<Element>) throws(Fault) -> Value
    ) throws(Fault) -> [Value] {
        var values: [Value] = []
        var next = unsafe head
        while let node = unsafe next {
            if let element = unsafe node.pointee.element {
                values.append(try unsafe transform(element.assumingMemoryBound(to: Element.self)))
            }
            unsafe next = node.pointee.next
        }
        return values
    }
}
