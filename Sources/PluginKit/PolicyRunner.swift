import EventLog
import Storage
import Synchronization
import Values

/// Runs the policies of one plugin on one slice: reads the log, asks what they want when they have seen all of it, and
/// sends that to the writer. It asks again only when something has happened, or when a policy said that it may want
/// something by then.
actor PolicyRunner {
  /// Between two looks whether the world is back, or an operator has lifted the hold.
  static let pause = Milliseconds.seconds(1)

  let surroundings: PolicyHost.Surroundings
  let plugin: Plugin
  let build: Build
  let slice: Slice
  let gate: SuspectGate
  private let board: Mutex<PluginHealth>

  var cell: PolicyCell?
  var point: ChainPoint
  var isLive = false
  /// Something has happened since the policies were asked.
  var isNews = false
  /// It rested, and what ended that was not read yet.
  private var isWoken = false
  var wake: Instant?
  var wishGate = WishGate()
  /// `nil`: nothing is suspected.
  var care: PolicyCare?
  /// Not in the store yet, where an operator can lift it.
  var hold: Hold?

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

  /// What a turn may end in that time does not heal.
  struct Trouble {
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

  func moved(to end: ChainPoint) {
    point = end
    isNews = true
    board.withLock {
      $0.position = end.position
      $0.head = max($0.head, end.position)
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

  /// Where it begins, and where the log ends.
  func begin(at start: ChainPoint, head: ChainPoint) {
    point = start
    board.withLock {
      $0.position = start.position
      $0.head = head.position
    }
  }

  func show(_ state: PluginHealth.State, _ reason: String) {
    board.withLock {
      $0.state = state
      $0.reason = reason
    }
  }
}
