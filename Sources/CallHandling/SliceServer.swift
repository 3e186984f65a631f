package import EventLog
package import Events
package import Storage
import Synchronization
package import Values

/// Writes one slice for as long as it is served: takes the slice, decides what comes in and what is due, and answers
/// when it is durable. What arrives during an append is appended together.
///
/// A failed append costs the state: it is folded again from the log, and whoever waited for an answer sends again.
/// A writer that was fenced stops.
package final class SliceServer: CommandPort {
  /// Commands that wait for an answer at most; a tenth of a second of work. More are told to come back later.
  package static let waitingMax = 8_192

  package let slice: Slice
  private let loader: SliceLoader
  private let time: any TimeSource
  private let identity: WriterIdentity
  private let intake = Mutex(Intake())
  private let counts = Mutex(CommandCounts())

  package init(slice: Slice, loader: SliceLoader, time: any TimeSource, identity: WriterIdentity) {
    self.slice = slice
    self.loader = loader
    self.time = time
    self.identity = identity
  }

  /// What a command comes to.
  struct Desk: Sendable {
    let engine: SliceEngine
    let clock: WriterClock
    let alarm: Alarm
  }

  private struct Intake {
    enum Phase {
      /// For this reason. Can transition to: opening, standingBy.
      case closed(String)
      /// The member at this address writes the slice. Can transition to: opening, closed.
      case standingBy(String)
      /// The slice is being taken and folded; commands wait. Can transition to: open, standingBy, closed.
      case opening([CheckedContinuation<Void, Never>])
      /// Can transition to: opening, closed.
      case open(Desk)
    }
    /// Commands may come before the service begins.
    var phase = Phase.opening([])
    var waiting = 0
  }

  /// How it stands now; it waits for nobody.
  package var standing: SliceStanding {
    let (state, epoch) = intake.withLock { intake -> (SliceStanding.State, Epoch?) in
      switch intake.phase {
      case .opening: (.opening, nil)
      case .open(let desk): (.serving, desk.engine.epoch)
      case .standingBy(let writer): (.standingBy(writer), nil)
      case .closed(let reason): (.away(reason), nil)
      }
    }
    return SliceStanding(
      slice: slice, state: state, epoch: epoch, head: loader.log.signal.head(of: slice),
      counts: counts.withLock { $0 })
  }

  private func count(_ results: [CommandResult]) {
    counts.withLock { counts in for result in results { counts.count(result) } }
  }

  // MARK: commands

  package func send(_ commands: [Command]) async throws -> [CommandReply] {
    guard commands.allSatisfy({ Slice(of: $0.centre) == slice }) else {
      throw CommandPortFailure(.noWriter, "a command of another slice came to the writer of slice \(slice)")
    }
    try come(commands.count)
    defer { leave(commands.count) }
    let desk = try await desk()
    let now = desk.clock.now()
    do {
      let results = try await desk.engine.handle(commands.map { desk.clock.stamp($0, at: now) })
      count(results)
      return zip(commands, results).map { CommandReply(to: $0.id, $1) }
    } catch {
      lost(desk)
      if case .tooLarge = error.kind { return commands.map { .tooLarge($0.id, message: error.message) } }
      throw CommandPortFailure(.lost, "the writer of slice \(slice) lost its place: \(error.message). Send it again")
    }
  }

  private func come(_ count: Int) throws(CommandPortFailure) {
    let isAdmitted = intake.withLock { intake in
      guard intake.waiting + count <= Self.waitingMax else { return false }
      intake.waiting += count
      return true
    }
    if !isAdmitted {
      throw CommandPortFailure(.busy, "\(Self.waitingMax) commands wait at the writer of slice \(slice): send later")
    }
  }

  private func leave(_ count: Int) { intake.withLock { $0.waiting -= count } }

  /// The open desk; waits for one that is opening.
  private func desk() async throws(CommandPortFailure) -> Desk {
    while true {
      enum Next { case go(Desk), wait, closed(String) }
      let next = intake.withLock { intake -> Next in
        switch intake.phase {
        case .open(let desk): .go(desk)
        case .opening: .wait
        case .standingBy(let writer): .closed("slice \(slice) is written by \(writer)")
        case .closed(let reason): .closed(reason)
        }
      }
      switch next {
      case .go(let desk): return desk
      case .wait: await change()
      case .closed(let reason): throw CommandPortFailure(.noWriter, reason)
      }
    }
  }

  /// Returns when the slice is not opening any more.
  private func change() async {
    await withCheckedContinuation { continuation in
      let isOver = intake.withLock { intake in
        guard case .opening(let waiters) = intake.phase else { return true }
        intake.phase = .opening(waiters + [continuation])
        return false
      }
      if isOver { continuation.resume() }
    }
  }

  // MARK: service

  /// Serves the slice until the task is cancelled, for who knows that nobody else wants it. Commands that were taken in
  /// are answered first.
  /// - Throws: `fenced` when another writer took the slice, and what time does not heal.
  package func serve() async throws(LogFailure) {
    defer { close("slice \(slice) is not written here any more") }
    var backOff = BackOff()
    while !Task.isCancelled {
      do throws(LogFailure) {
        try await serve(from: try await loader.load(slice))
      } catch {
        guard error.isHealedByTakingAgain else { throw error }
        if error.kind == .unavailable { await backOff.pause() }
      }
    }
  }

  /// The same until the slice can't be taken, or an append fails: then commands wait, until it is served again or
  /// closed.
  /// - Parameter folded: what of the slice is folded already.
  func serve(from folded: Replay) async throws(LogFailure) {
    enter(.opening([]))
    let desk = try await open(folded)
    enter(.open(desk))
    let snapshots = SnapshotKeeping(loader: loader, engine: desk.engine)
    let saving = Task { await snapshots.keep(after: folded.snapshot) }
    defer { saving.cancel() }
    do throws(LogFailure) {
      try await keepDeadlines(desk)
    } catch {
      enter(.opening([]))
      throw error
    }
    saving.cancel()
    let saved = await saving.value
    await Task { _ = await snapshots.save(after: saved, atLeast: SnapshotKeeping.commitsMinAtTheEnd) }.value
  }

  /// Commands are turned away, for this reason.
  func close(_ reason: String) { enter(.closed(reason)) }

  /// Commands are turned away: the member at this address takes them.
  func standBy(for writer: String) { enter(.standingBy(writer)) }

  private func open(_ folded: Replay) async throws(LogFailure) -> Desk {
    let alarm = Alarm()
    let engine = try await SliceEngine.take(
      slice, of: loader.log, marker: identity.marker(at: time.now()), from: folded, alarm: alarm)
    let clock = WriterClock(time, notBefore: await engine.lastAt)
    return Desk(engine: engine, clock: clock, alarm: alarm)
  }

  /// Returns when the task is cancelled and everything decided is durable; throws when the engine failed.
  private func keepDeadlines(_ desk: Desk) async throws(LogFailure) {
    while await desk.alarm.next(by: desk.clock) {
      let now = desk.clock.now()
      let results = try await desk.engine.handleDue(at: now) { [identity] centre in
        Command(
          id: identity.newID(), centre: centre, at: now, recordedAt: now,
          actor: Actor(kind: .system, id: identity.owner), body: .deadlineReached(DeadlineReached()))
      }
      count(results)
    }
    if Task.isCancelled { close("slice \(slice) is not written here any more") }
    // A barrier: what was decided before is durable, or the failure comes out.
    _ = try await desk.engine.handle([])
  }

  /// The desk's engine has failed: it is opened again.
  private func lost(_ desk: Desk) { desk.alarm.stop() }

  private func enter(_ phase: Intake.Phase) {
    let waiters = intake.withLock { intake -> [CheckedContinuation<Void, Never>] in
      var waiters: [CheckedContinuation<Void, Never>] = []
      if case .opening(let those) = intake.phase { waiters = those }
      intake.phase = phase
      return waiters
    }
    for waiter in waiters { waiter.resume() }
  }
}

extension LogFailure {
  /// Whether the slice is still there for this writer.
  var isHealedByTakingAgain: Bool {
    switch kind {
    case .unavailable, .stale, .tooLarge, .invalid: true
    case .fenced, .otherLog, .beyondHead, .belowStart, .diverged, .broken, .unsafe, .newerFormat: false
    }
  }
}
