import EventLog
import Events
import FailPoints
import Storage
import Synchronization
import Values

/// Runs the policies of one plugin on one slice: reads the log, asks what they want when they have seen all of it, and
/// sends that to the writer. It asks again only when something has happened, or when a policy said that it may want
/// something by then.
actor PolicyRunner {
  /// No answer for so long, and the policy is abandoned with its thread.
  static let patience = Milliseconds.seconds(10)
  /// Between two looks whether the world is back, or an operator has lifted the hold.
  static let pause = Milliseconds.seconds(1)
  /// A policy that asks to be woken at once is not woken without end.
  static let wakeLeast = Milliseconds(10)
  /// After a writer that is away or busy.
  static let retryAfter = Milliseconds(100)

  private let surroundings: PolicyHost.Surroundings
  private let plugin: Plugin
  private let build: Build
  private let slice: Slice
  private let gate: SuspectGate
  private let board: Mutex<PluginHealth>

  private var cell: PolicyCell?
  private var point: ChainPoint
  private var isLive = false
  /// Something has happened since the policies were asked.
  private var isNews = false
  /// It rested, and what ended that was not read yet.
  private var isWoken = false
  private var wake: Instant?
  private var wishGate = WishGate()
  /// `nil`: nothing is suspected.
  private var care: PolicyCare?
  /// Not in the store yet, where an operator can lift it.
  private var hold: Hold?

  init(_ plugin: Plugin, _ build: Build, on slice: Slice, _ surroundings: PolicyHost.Surroundings, gate: SuspectGate) {
    self.plugin = plugin
    self.build = build
    self.slice = slice
    self.surroundings = surroundings
    self.gate = gate
    board = Mutex(PluginHealth(plugin: plugin.name, slice: slice))
    point = surroundings.log.chain.genesis(of: slice, in: surroundings.log.id)
  }

  /// At any moment, from any thread, also while a policy does not come back.
  nonisolated var health: PluginHealth { board.withLock { $0 } }

  /// Until the task is cancelled. What goes wrong is told by `health`.
  func run() async {
    while !Task.isCancelled {
      do {
        if let reason = try await reasonOfHold() {
          show(.held, reason)
          await surroundings.machineTime.wait(until: surroundings.machineTime.now() + Self.pause)
        } else if let trouble = try await turn() {
          stop(trouble)
        }
      } catch {
        show(.waiting, "\(error)")
        // A back-off: the database or the log is away.
        await surroundings.machineTime.wait(until: surroundings.machineTime.now() + Self.pause)
      }
    }
    guard cell != nil else { return }
    // A task of its own: this one is cancelled. The process leaves in order, and nothing is suspected.
    await Task { try? await note(.folded) }.value
  }

  // MARK: turns

  /// What a turn may end in that time does not heal.
  private struct Trouble {
    let reason: String
  }

  /// One thing after another: load, fold what there is, ask, wait. `nil`: on to the next turn.
  private func turn() async throws -> Trouble? {
    guard let cell else { return try await load() }
    if isWoken || surroundings.log.signal.mayHaveMore(of: slice, beyond: point.position) {
      let batch = try await surroundings.log.read(slice, after: point, limit: .live)
      isWoken = false
      if let end = batch.end {
        let folded: Void? = try await inPlugin({ try await cell.fold(batch) }, done: { moved(to: end) })
        guard folded != nil else { return silence("a commit") }
        // Only a batch that is not full has been all that there was.
        if batch.isFull(.live) { return nil }
      }
    }
    if !isLive {
      let begun: Void? = try await inPlugin(
        { await cell.begin() },
        done: {
          isLive = true
          isNews = true
        })
      guard begun != nil else { return silence("being made") }
    }
    let now = surroundings.time.now()
    if isNews || wake.map({ $0 <= now }) ?? false { return try await ask(cell, at: now) }
    show(wishGate.isFlooded ? .flooding : .running, wishGate.isFlooded ? Self.floodReason : "")
    await rest()
    return nil
  }

  private func moved(to end: ChainPoint) {
    point = end
    isNews = true
    board.withLock {
      $0.position = end.position
      $0.head = max($0.head, end.position)
    }
  }

  /// From the newest snapshot, or from the start; nothing is shown to the policies yet.
  private func load() async throws -> Trouble? {
    let (log, store) = (surroundings.log, surroundings.store)
    switch PolicySuspicion(noted: try await store.attempt(of: build, slice: slice), owner: surroundings.owner).verdict {
    case .hold: return Trouble(reason: "took the process down again and again; held so that the others go on")
    case .careful(let weight): care = PolicyCare(weight: weight)
    case .proceed: care = nil
    }
    show(.starting, "")
    let state = try await surroundings.snapshot(slice) ?? FoldedState(at: log.chain.genesis(of: slice, in: log.id))
    let cell = PolicyCell(plugin.policies, from: state, on: surroundings.makeExecutor())
    point = state.point
    let head = try await log.head(of: slice)
    board.withLock {
      $0.position = point.position
      $0.head = head.position
    }
    let stream = try await log.scan(slice, after: point, through: head.position, limit: .bulk)
    try await stream.forEachBatch { batch in
      try await cell.fold(batch)
      if let end = batch.end { self.moved(to: end) }
      return true
    }
    try await note(care == nil ? .underWay : .folded)
    isLive = false
    wake = nil
    wishGate = WishGate()
    self.cell = cell
    return nil
  }

  private func ask(_ cell: PolicyCell, at now: Instant) async throws -> Trouble? {
    guard let wanted = try await inPlugin({ await cell.wishes(at: now) }) else { return silence("what it wants") }
    isNews = false
    wake = wanted.wake.map { max($0, now + Self.wakeLeast) }
    let admitted = wishGate.admit(wanted.wishes.count, at: surroundings.machineTime.now())
    if wishGate.isHopeless { return Trouble(reason: Self.floodReason + ", for \(WishGate.floodedSecondsMax) s") }
    if admitted < wanted.wishes.count {
      show(.flooding, Self.floodReason)
      wake = now + max(Self.wakeLeast, wishGate.opensAt.since(surroundings.machineTime.now()))
    }
    do {
      try await send(wanted.wishes.prefix(admitted), at: now)
    } catch let failure as CommandPortFailure {
      show(.waiting, failure.message)
      isNews = true
      // A back-off: the writer is away or has enough to do.
      await surroundings.machineTime.wait(until: surroundings.machineTime.now() + Self.retryAfter)
    }
    return nil
  }

  /// Whatever is rejected stays so until something happens; then the policies are asked again.
  private func send(_ wishes: ArraySlice<AttributedWish>, at now: Instant) async throws {
    var rest = wishes
    while let first = rest.first {
      let same = rest.prefix { $0.centre == first.centre }
      let commands = same.map { $0.command(of: plugin.name, at: now, surroundings.log.chain) }
      FailPoint.wishesBeforeSend.reach()
      _ = try await surroundings.port.send(commands)
      FailPoint.wishesAfterSend.reach()
      rest = rest.dropFirst(same.count)
    }
  }

  /// Until something happens, or the policies asked to be woken.
  private func rest() async {
    let (log, time, slice, seen) = (surroundings.log, surroundings.time, slice, point.position)
    surroundings.rested(plugin.name, seen)
    isWoken = true
    guard let wake else { return await log.signal.waitForAppend(to: slice, beyond: seen) }
    await time.wait(until: wake) { await log.signal.waitForAppend(to: slice, beyond: seen) }
  }

  // MARK: isolation

  private static let floodReason = "wishes for more than \(WishGate.perSecondMax) things a second"

  private func silence(_ over: String) -> Trouble {
    Trouble(reason: "gave no answer for \(Self.patience.count / 1_000) s over \(over)")
  }

  /// Runs the plugin's code; `nil`: it did not come back in time. A suspect does it alone, and with a note.
  /// - Parameter done: says that it was run. It is said before the note, which the store may not take: what was run is
  ///   not run again.
  private func inPlugin<R: Sendable>(
    _ body: @escaping @Sendable () async throws -> R, done: () -> Void = {}
  ) async throws -> R? {
    guard var care else {
      let result = try await patiently(body)
      if result != nil { done() }
      return result
    }
    let weight = care.weightNow
    var result: R?
    try await gate.alone {
      try await self.note(.folding, weight: weight)
      result = try await self.patiently(body)
      if result != nil { done() }
      try await self.note(.folded)
    }
    care.turnEndedWell()
    self.care = care.isOver ? nil : care
    if care.isOver { try await note(.underWay) }
    return result
  }

  private func patiently<R: Sendable>(_ body: @escaping @Sendable () async throws -> R) async throws -> R? {
    try await answer(by: surroundings.machineTime.now() + Self.patience, surroundings.machineTime, body)
  }

  private func note(_ phase: Attempt.Phase, weight: Int32 = 0) async throws {
    let attempt = Attempt(
      after: point.position, through: point.position.next, owner: surroundings.owner, phase: phase, suspicion: weight)
    try await surroundings.store.note(attempt, of: build, slice: slice)
  }

  /// Abandons the policies with their thread.
  private func stop(_ trouble: Trouble) {
    cell = nil
    hold = Hold(plugin: plugin.name, slice: slice, position: point.position, eventIndex: -1, reason: trouble.reason)
  }

  /// `nil`: the policies may run. A hold of this process is written down as soon as the store takes it; from then on it
  /// is the store's, and an operator's.
  private func reasonOfHold() async throws -> String? {
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

  private func show(_ state: PluginHealth.State, _ reason: String) {
    board.withLock {
      $0.state = state
      $0.reason = reason
    }
  }
}
