package import Values

/// Where records of a log stand in a store that knows offsets and not positions, as Kafka's: sparse, and only a cache:
/// without it a reader begins at the start of the slice. It also keeps the identity of the log, by which another log
/// in the same place is noticed before the first record was written there.
package protocol LogIndex: Sendable {
  /// `nil`: no log is known here.
  func identity() async throws(StorageFailure) -> LogID?

  /// Keeps the identity if there is none.
  /// - Returns: the one that is kept from now on.
  func keep(identity: LogID) async throws(StorageFailure) -> LogID

  /// The entry with the greatest position, not above the one given. `nil`: there is none.
  func entry(of slice: Slice, notAbove position: Position) async throws(StorageFailure) -> LogIndexEntry?

  /// The entry with the greatest position behind which everything lies that occurred after the instant. `nil`: there is
  /// none.
  func entry(of slice: Slice, notAfter instant: Instant) async throws(StorageFailure) -> LogIndexEntry?

  /// Any entry, of a slice that has one. `nil`: nothing is known of any slice.
  func anyEntry() async throws(StorageFailure) -> LogIndexEntry?

  /// Adds entries; one takes the place of another at its position, which is of a log that went another way.
  func add(_ entries: [LogIndexEntry]) async throws(StorageFailure)
}

package struct LogIndexEntry: Sendable, Hashable {
  package let slice: Slice
  package let position: Position
  /// Of the record in its partition.
  package let offset: Int64
  package let id: Digest256
  package let epoch: Epoch
  /// When the last of all things happened that stand in the slice through this commit, by whichever clock: it never
  /// decreases from one entry to the next.
  package let latest: Instant

  package init(slice: Slice, position: Position, offset: Int64, id: Digest256, epoch: Epoch, latest: Instant) {
    self.slice = slice
    self.position = position
    self.offset = offset
    self.id = id
    self.epoch = epoch
    self.latest = latest
  }
}
