import Storage

extension PolicyRunner {
  /// Abandons the policies with their thread.
  func stop(_ trouble: Trouble) {
    cell = nil
    hold = Hold(plugin: plugin.name, slice: slice, position: point.position, eventIndex: -1, reason: trouble.reason)
  }

  /// `nil`: the policies may run. A hold of this process is written down as soon as the store takes it; from then on it
  /// is the store's, and an operator's.
  func reasonOfHold() async throws -> String? {
    if let hold {
      do {
        try await surroundings.store.hold(hold)
        self.hold = nil
        return hold.reason
      } catch {
        return hold.reason + " (not written down: \(error))"
      }
    }
    // Asked for only where it can be: while the policies run nobody else holds them.
    guard cell == nil else { return nil }
    return try await surroundings.store.holds(of: plugin.name).first { $0.slice == slice }?.reason
  }
}
