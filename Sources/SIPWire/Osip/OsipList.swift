import COsip

/// The elements of an osip list, walked once: `osip_list_get` would start at the head for each.
@safe
struct OsipList<Element> {
    private let head: UnsafeMutablePointer<__node_t>?
    private let count: Int

    init(_ list: osip_list_t, of type: Element.Type) {
        unsafe head = list.node
        count = unsafe Int(list.nb_elt)
    }

    /// What the transform makes of each element, in order.
    func map<Value>(
        _ transform: (UnsafeMutablePointer<Element>) throws(Fault) -> Value
    ) throws(Fault) -> [Value] {
        guard unsafe head != nil else { return [] }
        var values: [Value] = []
        values.reserveCapacity(count)
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
