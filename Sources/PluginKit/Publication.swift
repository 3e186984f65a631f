public import Events
public import Storage

/// What a plugin publishes: a pure function from commits to records of a stream outside. The host sends them in the
/// log's order, at least once, and moves the plugin's checkpoint when they are durable there.
public protocol Publication: Sendable {
  /// The records of a commit, in order; none for what is nobody's business outside.
  /// - Throws: what the plugin can't publish; it then stands still at this commit until an operator decides.
  func records(of commit: Commit) throws -> [OutgoingRecord]
}
