package import EventLog
package import Values

/// Who writes, and where the ids of its own commits come from: nothing here draws lots.
package struct WriterIdentity: Sendable {
  /// Unique per process start.
  package let owner: String
  package let newID: @Sendable () -> CommandID

  package init(owner: String, newID: @escaping @Sendable () -> CommandID) {
    self.owner = owner
    self.newID = newID
  }

  package func marker(at now: Instant) -> OwnershipMarker {
    OwnershipMarker(owner: owner, commandID: newID(), at: now, recordedAt: now)
  }
}
