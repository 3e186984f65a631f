package import Events
package import Values

/// When an entry's turn is (DOMAIN 4.2): first those beyond their queue's guard, the longest wait first; then by
/// offset + wait × acceleration; ties by arrival. `a < b`: `a` comes first.
package struct EntryOrder: Sendable, Comparable {
  package let terms: RouteOrder
  let original: Instant
  let arrival: UInt64

  package init(_ terms: RouteOrder, original: Instant, arrival: UInt64) {
    self.terms = terms
    self.original = original
    self.arrival = arrival
  }

  package static func < (a: EntryOrder, b: EntryOrder) -> Bool {
    if a.terms.guarded != b.terms.guarded { return a.terms.guarded }
    if !a.terms.guarded, a.terms.points != b.terms.points { return a.terms.points > b.terms.points }
    return a.original != b.original ? a.original < b.original : a.arrival < b.arrival
  }

  package static func == (a: EntryOrder, b: EntryOrder) -> Bool { a.arrival == b.arrival && !(a < b) && !(b < a) }
}

extension RouteOrder {
  /// Hundredths of a millisecond, so that no rounding makes ties.
  var points: Int64 { offsetMs.count * 100 + waitMs.count * Int64(accelerationPercent) }

  /// Offset + wait × acceleration.
  package var scoreMs: Int64 { points / 100 }
}

/// What orders the entries of one priority in one queue.
struct OrderRule: Sendable, Equatable {
  let offset: Milliseconds
  let accelerationPercent: UInt32
  /// Zero: none.
  let waitGuard: Milliseconds

  func terms(since original: Instant, at now: Instant) -> RouteOrder {
    let wait = max(.zero, now.since(original))
    return RouteOrder(
      offsetMs: offset, waitMs: wait, accelerationPercent: accelerationPercent,
      guarded: waitGuard > .zero && wait > waitGuard)
  }
}
