package import Values

/// How far an adapter has come in the log of its centre's slice. Saved *before* the instructions are carried out: what
/// a crash loses is never carried out twice, and the core's deadlines and the reconciliation settle it.
package struct AdapterCheckpoint: Sendable, Equatable {
  /// Instructions through this one are handed over; `nil`: none yet.
  package private(set) var handedOver: EventID?

  package init(handedOver: EventID? = nil) { self.handedOver = handedOver }

  /// The instructions that were not handed over before, which from now on they are.
  package mutating func take(_ instructions: [Instruction]) -> [Instruction] {
    let fresh = instructions.filter { isFresh($0.id) }
    handedOver = fresh.last?.id ?? handedOver
    return fresh
  }

  private func isFresh(_ id: EventID) -> Bool {
    guard let handedOver else { return true }
    return (id.position, id.index) > (handedOver.position, handedOver.index)
  }
}
