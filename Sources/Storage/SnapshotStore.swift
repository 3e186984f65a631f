package import Values

/// Keeps the newest state of each slice.
package protocol SnapshotStore: Sendable {
  /// `nil`: there is none.
  func snapshot(of slice: Slice) async throws(StorageFailure) -> StoredSnapshot?

  /// Takes the place of an older one, and of one of another code version.
  func save(_ snapshot: StoredSnapshot) async throws(StorageFailure)
}

/// A state as stored. What it is worth is for its reader to find out.
package struct StoredSnapshot: Sendable, Hashable {
  package let slice: Slice
  /// Of the last commit folded.
  package let position: Position
  package let commit: Digest256
  /// Of the program that wrote it: another may fold otherwise.
  package let codeVersion: String
  /// Of the body.
  package let hash: Digest256
  package let body: [UInt8]

  package init(
    slice: Slice, position: Position, commit: Digest256, codeVersion: String, hash: Digest256, body: [UInt8]
  ) {
    self.slice = slice
    self.position = position
    self.commit = commit
    self.codeVersion = codeVersion
    self.hash = hash
    self.body = body
  }
}
