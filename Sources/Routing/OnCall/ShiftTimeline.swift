package import CallModel

/// Somebody is on call from one instant to another, half-open, whoever's turn it may be.
package struct FixedShift: Hashable, Sendable, Codable {
    /// Who is on call.
    package var person: PersonID
    /// From here on, to but not including the end.
    package var start: Timestamp
    package var end: Timestamp

    /// A shift of these parts.
    package init(person: PersonID, start: Timestamp, end: Timestamp) {
        self.person = person
        self.start = start
        self.end = end
    }
}

/// Fixed shifts, laid side by side: at most one person at every instant.
package struct ShiftTimeline: Hashable, Sendable {
    /// The shifts in order, apart from each other. Neighbours of one person are one.
    package private(set) var spans: [FixedShift] = []

    /// The timeline of `shifts`. Where they overlap, the one that stands later in the list has the time. Shifts that
    /// end before they start are passed over.
    package init(_ shifts: [FixedShift] = []) {
        let sound = shifts.indices.filter { shifts[$0].start < shifts[$0].end }
        let starting = sound.sorted { (shifts[$0].start, $0) < (shifts[$1].start, $1) }
        let edges = Set(sound.flatMap { [shifts[$0].start, shifts[$0].end] }).sorted()
        var next = 0
        var open = LastFirstHeap()
        for (edge, following) in zip(edges, edges.dropFirst()) {
            while next < starting.count, shifts[starting[next]].start <= edge {
                open.push(starting[next])
                next += 1
            }
            while let last = open.last, shifts[last].end <= edge { open.pop() }
            guard let owner = open.last else { continue }
            append(FixedShift(person: shifts[owner].person, start: edge, end: following))
        }
    }

    private mutating func append(_ span: FixedShift) {
        if let last = spans.last, last.end == span.start, last.person == span.person {
            spans[spans.count - 1].end = span.end
        } else {
            spans.append(span)
        }
    }

    /// The shift that has `instant`.
    package func span(at instant: Timestamp) -> FixedShift? { index(at: instant).map { spans[$0] } }

    /// Its place in ``spans``.
    func index(at instant: Timestamp) -> Int? {
        let index = count(startingBy: instant) - 1
        return index >= 0 && instant < spans[index].end ? index : nil
    }

    /// The first start or end after `instant`; `nil` when there is none.
    package func change(after instant: Timestamp) -> Timestamp? {
        if let span = span(at: instant) { return span.end }
        let index = count(startingBy: instant)
        return index < spans.count ? spans[index].start : nil
    }

    /// How many shifts start at or before `instant`.
    private func count(startingBy instant: Timestamp) -> Int {
        var low = 0
        var high = spans.count
        while low < high {
            let middle = (low + high) / 2
            if spans[middle].start <= instant { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// Places in a list, of which the last one is on top: a binary heap.
private struct LastFirstHeap {
    private var items: [Int] = []

    var last: Int? { items.first }

    mutating func push(_ item: Int) {
        items.append(item)
        var child = items.count - 1
        while child > 0, items[child] > items[(child - 1) / 2] {
            items.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    mutating func pop() {
        guard let bottom = items.popLast(), !items.isEmpty else { return }
        items[0] = bottom
        var parent = 0
        while true {
            let larger = [2 * parent + 1, 2 * parent + 2].filter { $0 < items.count }.max { items[$0] < items[$1] }
            guard let larger, items[larger] > items[parent] else { return }
            items.swapAt(larger, parent)
            parent = larger
        }
    }
}
