package import Events
public import Values
internal import WireRuntime

/// Gives commits of one slice their place: position, prev and id. Not shared: it belongs to one writer.
public struct Sealer: ~Copyable {
  private let log: LogID
  private let slice: Slice
  private let chain: Chain
  private var wire = WireWriter()
  /// The last record sealed, whether or not it is durable yet.
  public private(set) var point: ChainPoint

  public init(log: LogID, slice: Slice, chain: Chain, after point: ChainPoint) {
    self.log = log
    self.slice = slice
    self.chain = chain
    self.point = point
  }

  /// The next record of the chain. A draft beyond `CommitLimits` is refused, and the chain stays where it was.
  public mutating func seal(_ draft: CommitDraft) throws(LogFailure) -> Record {
    try seal(commit(of: draft, epoch: point.epoch))
  }

  /// The same, beside the commit that the record holds: for who folds it at once.
  package mutating func sealWithCommit(_ draft: CommitDraft) throws(LogFailure) -> (commit: Commit, record: Record) {
    let commit = commit(of: draft, epoch: point.epoch)
    return (commit, try seal(commit))
  }

  /// Takes back what was sealed after `point` and not appended.
  mutating func rewind(to point: ChainPoint) { self.point = point }

  /// The marker that makes `epoch` current.
  public mutating func sealOwnership(_ marker: OwnershipMarker, epoch: Epoch) throws(LogFailure) -> Record {
    let taken = Event(
      occurredAt: marker.recordedAt, body: .slice(.ownershipTaken(OwnershipTaken(owner: marker.owner))))
    let draft = CommitDraft(
      centre: nil, commandID: marker.commandID, at: marker.at, recordedAt: marker.recordedAt,
      actor: Actor(kind: .system, id: marker.owner), configurationVersion: 0, events: [taken])
    return try seal(commit(of: draft, epoch: epoch))
  }

  private func commit(of draft: CommitDraft, epoch: Epoch) -> Commit {
    Commit(
      logID: log, slice: slice, epoch: epoch, position: point.position.next, centre: draft.centre,
      commandID: draft.commandID, at: draft.at, recordedAt: draft.recordedAt, actor: draft.actor,
      causation: draft.causation, configurationVersion: draft.configurationVersion, bodyDigest: draft.bodyDigest,
      events: draft.events)
  }

  private mutating func seal(_ commit: Commit) throws(LogFailure) -> Record {
    wire.reset()
    commit.encode(to: &wire)
    if let failure = wire.failure {
      throw LogFailure(.invalid, "the commit can't be written as the schema says: \(failure)")
    }
    if commit.events.isEmpty { throw LogFailure(.invalid, "a commit has at least one event") }
    if wire.count > CommitLimits.bodyBytesMax || commit.events.count > CommitLimits.eventsMax {
      throw LogFailure(
        .tooLarge(bytes: wire.count, events: commit.events.count),
        "a commit of \(commit.events.count) events and \(wire.count) bytes exceeds the limit of "
          + "\(CommitLimits.eventsMax) events and \(CommitLimits.bodyBytesMax) bytes: split the command")
    }
    let prev = point.id
    let body = wire.array()
    let id = body.withUnsafeBytes { chain.id(prev: prev, body: $0) }
    point = ChainPoint(position: commit.position, id: id, epoch: commit.epoch)
    return Record(position: commit.position, epoch: commit.epoch, id: id, prev: prev, body: body)
  }
}
