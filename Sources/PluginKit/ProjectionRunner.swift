public import EventLog
public import Storage
public import Values

/// Runs one build of one plugin on one slice: reads batches, folds them, and applies rows and checkpoint together.
///
/// While the log holds more than it has seen it works in bulk: large batches, one being applied while the next is
/// folded.
public actor ProjectionRunner {
  public enum Standing: Sendable, Equatable {
    /// Caught up with the head (or the position asked for).
    case caughtUp(Position)
    /// Stands still at an event.
    case held(Hold)
  }

  let log: any EventLog
  let store: any ProjectionStore
  let plugin: Plugin
  let build: Build
  let slice: Slice
  let owner: String
  /// Only the runner of a serving build tells operators where it stands still.
  private let recordsHolds: Bool
  /// A new build's tables are filled, and dropped when that does not come to its end.
  private let isFilling: Bool
  private let gate: SuspectGate
  /// Looked at between two sets of a long catch-up: what was folded in vain is folded by who goes on.
  private let isToStop: @Sendable () -> Bool
  /// What the database has.
  private(set) var checkpoint: Checkpoint?
  private var suspicion = Suspicion(noted: nil, owner: "", checkpoint: .zero)
  private var skipped = SkippedEvents()
  private var loaded = false
  private var hold: Hold?

  /// - Parameter owner: unique per process start.
  public init(
    log: any EventLog, store: any ProjectionStore, plugin: Plugin, build: Build, slice: Slice, owner: String,
    recordsHolds: Bool = true, isFilling: Bool = false
  ) {
    self.init(
      log: log, store: store, plugin: plugin, build: build, slice: slice, owner: owner, recordsHolds: recordsHolds,
      isFilling: isFilling, gate: SuspectGate())
  }

  /// - Parameter gate: shared by all runners of the process.
  init(
    log: any EventLog, store: any ProjectionStore, plugin: Plugin, build: Build, slice: Slice, owner: String,
    recordsHolds: Bool = true, isFilling: Bool = false, gate: SuspectGate,
    isToStop: @escaping @Sendable () -> Bool = { false }
  ) {
    self.log = log
    self.store = store
    self.plugin = plugin
    self.build = build
    self.slice = slice
    self.owner = owner
    self.recordsHolds = recordsHolds
    self.isFilling = isFilling
    self.gate = gate
    self.isToStop = isToStop
  }

  /// The position that rows and checkpoint have reached together.
  public var position: Position { checkpoint?.position ?? .zero }

  /// Folds everything through `position` (`nil`: through the head as it is now).
  /// - Throws: `StorageFailure` and `LogFailure` of the world; the caller retries or gives up.
  public func catchUp(through position: Position? = nil, progress: ProjectionProgress? = nil) async throws -> Standing {
    // An operator may have lifted the hold meanwhile.
    if hold != nil, recordsHolds { loaded = false }
    try await load()
    // Once: a writer that is faster than this must not keep it from returning.
    var target: Position
    if let position { target = position } else { target = try await log.head(of: slice).position }
    while true {
      if let hold { return .held(hold) }
      if self.position >= target { return .caughtUp(self.position) }
      let before = self.position
      do {
        switch suspicion.verdict(at: self.position) {
        case .proceed: try await fold(through: target, suspect: nil, progress: progress)
        case .attempt(let commitsMax, let weight):
          let through = min(target, Position(self.position.number + commitsMax))
          try await gate.alone { try await self.fold(through: through, suspect: weight, progress: progress) }
        case .hold:
          try await stop(
            at: self.position.next, event: -1, "took the process down again and again; held so that the others go on")
        }
      } catch let fault as ProjectionFault {
        try await foldUpTo(fault)
      } catch let failure as StorageFailure where failure.kind == .refused && !isFilling {
        try await standBefore(failure, through: target)
      }
      // The log may end before what was heard of, as after a database was put back to an earlier state.
      if self.position == before, hold == nil { target = try await headNotBefore(before) }
    }
  }

  private func headNotBefore(_ position: Position) async throws(LogFailure) -> Position {
    let head = try await log.head(of: slice).position
    if head < position { throw .beyondHead(position, head: head, of: slice) }
    return head
  }

  /// Loads checkpoint, hold and the last process's attempt; checks that the log still has the checkpoint's record.
  private func load() async throws {
    guard !loaded else { return }
    checkpoint = try await store.checkpoints(of: build)[slice]
    // A hold that this build has passed was another build's.
    if recordsHolds {
      hold = try await store.holds(of: plugin.name).first { $0.slice == slice && $0.position > position }
    }
    try await checkLog()
    skipped = SkippedEvents()
    for skip in try await store.skips(of: plugin.name) where skip.slice == slice {
      skipped.insert(position: skip.position, eventIndex: skip.eventIndex)
    }
    let noted = try await store.attempt(of: build, slice: slice)
    suspicion = Suspicion(noted: noted, owner: owner, checkpoint: position)
    loaded = true
  }

  /// The log must still have the record that was read last: otherwise its new commits at positions that were passed
  /// would never be folded (G8).
  private func checkLog() async throws(LogFailure) {
    guard let checkpoint else { return }
    let found = try await log.point(at: checkpoint.position, of: slice)
    guard found.id == checkpoint.id else { throw LogFailure.diverged(at: point, found: found.id, of: slice) }
  }

  private var point: ChainPoint {
    checkpoint?.point ?? log.chain.genesis(of: slice, in: log.id)
  }

  /// Folds the range in sets of batches; while one set is applied the next is folded.
  private func fold(through: Position, suspect weight: Int32?, progress: ProjectionProgress?) async throws {
    // A few live commits are read on a reader's connection; a scan has one of its own, which costs more than they do.
    let isLive = through.number &- position.number <= UInt64(BatchLimit.live.records)
    let stream: any RecordStream =
      isLive
      ? ReadingStream(log: log, slice: slice, after: point, through: through, limit: .live)
      : try await log.scan(slice, after: point, through: through, limit: .bulk)
    do {
      try await fold(stream, through: through, suspect: weight, progress: progress)
    } catch {
      await stream.cancel()
      loaded = false
      throw error
    }
    await stream.cancel()
  }

  private func fold(
    _ stream: any RecordStream, through: Position, suspect weight: Int32?, progress: ProjectionProgress?
  ) async throws {
    var applying: Task<Void, any Error>?
    do {
      try await fold(stream, through: through, suspect: weight, progress: progress, applying: &applying)
    } catch {
      // The checkpoint may still move: whoever loads it next must find it at rest.
      _ = await applying?.result
      throw error
    }
  }

  private func fold(
    _ stream: any RecordStream, through: Position, suspect weight: Int32?, progress: ProjectionProgress?,
    applying: inout Task<Void, any Error>?
  ) async throws {
    var reached = checkpoint
    var set = FoldingSet(plugin: plugin, skipping: skipped, filling: isFilling && reached == nil)
    while let batch = try await stream.next() {
      if set.end == nil { try await note(after: reached?.position ?? .zero, through: through, .folding, weight) }
      try set.fold(batch)
      guard set.isFull else { continue }
      let before = reached
      try await applying?.value
      if let before, applying != nil { progress?.advanced(slice, to: before.position) }
      if isToStop() { throw CancellationError() }
      applying = applyInBackground(&set, from: &reached)
    }
    try await applying?.value
    if let reached, applying != nil { progress?.advanced(slice, to: reached.position) }
    if applying != nil, isToStop() { throw CancellationError() }
    if let weight, set.end != nil { try await note(after: position, through: through, .folded, weight) }
    applying = applyInBackground(&set, from: &reached)
    try await applying?.value
    checkpoint = reached
    if let reached { progress?.advanced(slice, to: reached.position) }
  }

  /// Notes the set that begins now: at most as large as a set gets. What is not suspected is noted once. After a crash
  /// in a fill there is nothing to narrow down, since its build is dropped.
  private func note(after: Position, through: Position, _ phase: Attempt.Phase, _ weight: Int32?) async throws {
    let end =
      isFilling
      ? through : min(through, Position(after.number + UInt64(FoldingSet.commitsMax + BatchLimit.bulk.records)))
    let attempt = Attempt(
      after: after, through: end, owner: owner, phase: weight == nil ? .underWay : phase, suspicion: weight ?? 0)
    try await store.note(attempt, of: build, slice: slice)
  }

  /// Starts the transaction of what the set holds and moves `reached` on; `nil` when it holds nothing.
  private func applyInBackground(_ set: inout FoldingSet, from reached: inout Checkpoint?) -> Task<Void, any Error>? {
    guard let end = set.end else { return nil }
    let changes = set.take()
    let old = reached
    let new = Checkpoint(slice, at: end)
    reached = new
    return Task { [store, build] in try await store.apply(changes, to: build, from: old, to: new) }
  }

  /// Applies what comes before the faulty event's commit, then stands still.
  private func foldUpTo(_ fault: ProjectionFault) async throws {
    try await load()
    let before = Position(fault.position.number - 1)
    if position < before { try await fold(through: before, suspect: nil, progress: nil) }
    try await stop(at: fault.position, event: fault.eventIndex, fault.reason)
  }

  /// Finds the commit whose rows the database refuses, applies what comes before it, and stands still there.
  private func standBefore(_ failure: StorageFailure, through target: Position) async throws {
    var (last, reason) = (target, failure.message)
    try await load()
    while last > position.next {
      let middle = Position(position.number + (last.number - position.number) / 2)
      do {
        try await fold(through: middle, suspect: nil, progress: nil)
      } catch let failure as StorageFailure where failure.kind == .refused {
        (last, reason) = (middle, failure.message)
        try await load()
      }
    }
    try await stop(at: last, event: -1, reason)
  }

  private func stop(at position: Position, event: Int32, _ reason: String) async throws {
    let stopped = Hold(plugin: plugin.name, slice: slice, position: position, eventIndex: event, reason: reason)
    if recordsHolds { try await store.hold(stopped) }
    hold = stopped
  }
}
