import Storage
import Synchronization
import Values

/// Where commands come to a slice: how many wait for an answer, and the desk at which they are decided while the slice
/// is served.
final class SliceIntake: Sendable {
  /// What a command comes to.
  struct Desk: Sendable {
    let engine: SliceEngine
    let clock: WriterClock
    let alarm: Alarm
  }

  enum Phase {
    /// For this reason. Can transition to: opening, standingBy.
    case closed(String)
    /// The member at this address writes the slice. Can transition to: opening, closed.
    case standingBy(String)
    /// The slice is being taken and folded; commands wait. Can transition to: open, standingBy, closed.
    case opening
    /// Can transition to: opening, also by a command whose append failed; closed.
    case open(Desk)
  }

  private struct State {
    /// Commands may come before the service begins.
    var phase = Phase.opening
    /// Commands that wait for an answer.
    var commands = 0
    /// Those who wait for the desk.
    var waiters: [UInt64: CheckedContinuation<Void, Never>] = [:]
    var numbers: UInt64 = 0
  }

  private let slice: Slice
  private let commandsMax: Int
  private let patience: Duration
  private let state = Mutex(State())

  /// - Parameter patience: how long a command waits for the desk. One that its sender gave up must not take effect
  ///   minutes later, when a log is back that was away.
  init(_ slice: Slice, commandsMax: Int, patience: Duration) {
    self.slice = slice
    self.commandsMax = commandsMax
    self.patience = patience
  }

  var phase: Phase { state.withLock { $0.phase } }

  func enter(_ phase: Phase) {
    let waiters = state.withLock { state in
      state.phase = phase
      defer { state.waiters = [:] }
      return state.waiters
    }
    for waiter in waiters.values { waiter.resume() }
  }

  /// Nothing more is decided at this desk. Nobody waits while one is open.
  func reopen(after desk: Desk) {
    state.withLock { state in
      if case .open(let open) = state.phase, open.engine === desk.engine { state.phase = .opening }
    }
  }

  func come(_ count: Int) throws(CommandPortFailure) {
    let isAdmitted = state.withLock { state in
      guard state.commands + count <= commandsMax else { return false }
      state.commands += count
      return true
    }
    if !isAdmitted {
      throw CommandPortFailure(.busy, "\(commandsMax) commands wait at the writer of slice \(slice): send later")
    }
  }

  func leave(_ count: Int) { state.withLock { $0.commands -= count } }

  /// The open desk; waits for one that is opening.
  /// - Throws: `noWriter`; nothing was decided.
  func desk() async throws(CommandPortFailure) -> Desk {
    var deadline: ContinuousClock.Instant?
    while true {
      switch phase {
      case .open(let desk): return desk
      case .standingBy(let writer): throw CommandPortFailure(.noWriter, "slice \(slice) is written by \(writer)")
      case .closed(let reason): throw CommandPortFailure(.noWriter, reason)
      case .opening:
        let limit = deadline ?? .now + patience
        deadline = limit
        if Task.isCancelled || .now >= limit {
          throw CommandPortFailure(
            .noWriter, "the writer of slice \(slice) is still on its way, and nothing was decided: send it again")
        }
        await change(before: limit)
      }
    }
  }

  /// Returns when the slice is not opening any more, at the limit, and when the task is cancelled.
  private func change(before limit: ContinuousClock.Instant) async {
    await withTaskGroup(of: Void.self) { group in
      // The deadline of who waits.
      group.addTask { try? await Task.sleep(until: limit, clock: .continuous) }
      group.addTask { await self.change() }
      await group.next()
      group.cancelAll()
    }
  }

  private func change() async {
    let number = state.withLock { state in
      state.numbers += 1
      return state.numbers
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isOver = state.withLock { state in
          guard case .opening = state.phase, !Task.isCancelled else { return true }
          state.waiters[number] = continuation
          return false
        }
        if isOver { continuation.resume() }
      }
    } onCancel: {
      state.withLock { $0.waiters.removeValue(forKey: number) }?.resume()
    }
  }
}
