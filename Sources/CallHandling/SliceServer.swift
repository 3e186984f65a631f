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
  /// A take-over takes less; a sender waits for longer than this.
  package static let deskPatience = Duration.seconds(5)

  package let slice: Slice
  private let loader: SliceLoader
  private let time: any TimeSource
  private let identity: WriterIdentity
  private let intake: SliceIntake
  private let counts = Mutex(CommandCounts())

  /// - Parameter patience: how long a command waits while the slice is being taken.
  package init(
    slice: Slice, loader: SliceLoader, time: any TimeSource, identity: WriterIdentity,
    patience: Duration = SliceServer.deskPatience
  ) {
    self.slice = slice
    self.loader = loader
    self.time = time
    self.identity = identity
    intake = SliceIntake(slice, commandsMax: Self.waitingMax, patience: patience)
  }

  /// How it stands now; it waits for nobody.
  package var standing: SliceStanding {
    let (state, epoch): (SliceStanding.State, Epoch?) =
      switch intake.phase {
      case .opening: (.opening, nil)
      case .open(let desk): (.serving, desk.engine.epoch)
      case .standingBy(let writer): (.standingBy(writer), nil)
      case .closed(let reason): (.away(reason), nil)
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
    try intake.come(commands.count)
    defer { intake.leave(commands.count) }
    let desk = try await intake.desk()
    let now = desk.clock.now()
    do {
      let results = try await desk.engine.handle(commands.map { desk.clock.stamp($0, at: now) })
      count(results)
      return zip(commands, results).map { CommandReply(to: $0.id, $1) }
    } catch {
      lost(desk)
      if case .tooLarge = error.kind { return try await apart(commands, error) }
      throw CommandPortFailure(.lost, "the writer of slice \(slice) lost its place: \(error.message). Send it again")
    }
  }

  /// Nothing of them was written. Each by itself, so that only the one is refused that no log takes.
  private func apart(_ commands: [Command], _ failure: LogFailure) async throws -> [CommandReply] {
    if commands.count == 1 { return commands.map { .tooLarge($0.id, message: failure.message) } }
    var replies: [CommandReply] = []
    for command in commands {
      do {
        replies += try await send([command])
      } catch let later as CommandPortFailure where !replies.isEmpty {
        // Of the whole it is not true that nothing was decided.
        throw CommandPortFailure(.lost, later.message)
      }
    }
    return replies
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
    intake.enter(.opening)
    // Who is told to stop, as one that lost his lease, must not take the slice from who has it now.
    if Task.isCancelled { return }
    let desk = try await open(folded)
    intake.enter(.open(desk))
    let snapshots = SnapshotKeeping(loader: loader, engine: desk.engine)
    let saving = Task { await snapshots.keep(after: folded.snapshot) }
    defer { saving.cancel() }
    do throws(LogFailure) {
      try await keepDeadlines(desk)
    } catch {
      intake.enter(.opening)
      throw error
    }
    saving.cancel()
    let saved = await saving.value
    await Task { await snapshots.saveAtTheEnd(after: saved) }.value
  }

  /// Commands are turned away, for this reason.
  func close(_ reason: String) { intake.enter(.closed(reason)) }

  /// Commands are turned away: the member at this address takes them.
  func standBy(for writer: String) { intake.enter(.standingBy(writer)) }

  private func open(_ folded: Replay) async throws(LogFailure) -> SliceIntake.Desk {
    let alarm = Alarm()
    let engine = try await SliceEngine.take(
      slice, of: loader.log, marker: identity.marker(at: time.now()), from: folded, alarm: alarm)
    let clock = WriterClock(time, notBefore: await engine.lastAt)
    return SliceIntake.Desk(engine: engine, clock: clock, alarm: alarm)
  }

  /// Returns when the task is cancelled and everything decided is durable; throws when the engine failed.
  private func keepDeadlines(_ desk: SliceIntake.Desk) async throws(LogFailure) {
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

  /// The desk's engine has failed: it is opened again, and whoever comes waits for that.
  private func lost(_ desk: SliceIntake.Desk) {
    intake.reopen(after: desk)
    desk.alarm.stop()
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
