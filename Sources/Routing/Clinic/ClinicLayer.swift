/// A layer over a rotation: other people who take turns, in a part of the week.
package struct ClinicLayer: Sendable {
    /// The key: `nights`.
    package var name: Placed<String>
    /// When it counts; always when `nil`.
    package var window: Placed<ShiftWindow>?
    /// Its shifts.
    package var rotation: Rotation
    /// Its people, with their places; the same as the rotation's order. `nil` when it could not be read.
    package var order: [Placed<String>]?

    /// A layer of these parts.
    package init(name: Placed<String>, window: Placed<ShiftWindow>?, rotation: Rotation, order: [Placed<String>]?) {
        self.name = name
        self.window = window
        self.rotation = rotation
        self.order = order
    }
}
