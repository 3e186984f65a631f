import Values

/// Gives submissions their place in the chain, each whole or not at all. Not shared: it belongs to one writer.
struct SubmissionSealer: ~Copyable {
  private let slice: Slice
  private var sealer: Sealer

  init(log: LogID, slice: Slice, chain: Chain, after point: ChainPoint) {
    self.slice = slice
    sealer = Sealer(log: log, slice: slice, chain: chain, after: point)
  }

  /// All drafts or none: one that is too large takes its whole submission with it, and no place.
  /// - Returns: the position of the first draft; without drafts, of the record before.
  mutating func seal(
    _ drafts: [CommitDraft], at expected: Position?, into records: inout [Record]
  ) -> Result<Position, LogFailure> {
    let before = sealer.point
    if let expected, expected != before.position.next {
      return .failure(
        LogFailure(
          .stale(head: before),
          "slice \(slice) is at \(before.position): the commits before position \(expected), on which this was decided, "
            + "were refused"))
    }
    do {
      records.reserveCapacity(drafts.count)
      for draft in drafts { records.append(try sealer.seal(draft)) }
      return .success(drafts.isEmpty ? before.position : before.position.next)
    } catch {
      records.removeAll()
      sealer.rewind(to: before)
      return .failure(error)
    }
  }
}
