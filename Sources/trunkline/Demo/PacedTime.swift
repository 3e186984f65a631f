import EventLog
import Events
import Storage
import Synchronization
import Values

/// The time of a centre that lives faster than we do, as fast as its parts follow: while commands are on their way, or
/// something is in the log that a follower has not seen, the centre's clock stands still. So what our machine takes
/// costs the centre no time: at 600 times the speed of life a hundredth of a second of ours would be six of a caller's.
final class PacedTime: TimeSource {
  /// Who must have seen what happened before time goes on.
  enum Follower: Hashable, CaseIterable {
    case telephony, routing
  }

  private struct State {
    /// The centre's time when the clock last began to run, or to stand.
    var base: Instant
    var since: Duration
    var isRunning = false
    var hasBegun = false
    var commandsUnderWay = 0
    var head = Position.zero
    /// `nil`: it is not there yet, and nobody waits for it.
    var seen: [Follower: Position] = [:]

    var mayRun: Bool { hasBegun && commandsUnderWay == 0 && seen.values.allSatisfy { $0 >= head } }
  }

  /// One that does not follow for so long is waited for no longer: a part that is held must not stop the day.
  static let patience = Duration.milliseconds(500)

  let start: Instant
  let speed: Double
  private let elapsed: @Sendable () -> Duration
  private let state: Mutex<State>

  /// Stands at `start` until it is begun.
  /// - Parameter elapsed: the machine's own time since anything.
  init(start: Instant, speed: Double, elapsed: @escaping @Sendable () -> Duration = PacedTime.sinceItsStart()) {
    self.start = start
    self.speed = speed
    self.elapsed = elapsed
    state = Mutex(State(base: start, since: elapsed()))
  }

  static func sinceItsStart() -> @Sendable () -> Duration {
    let began = ContinuousClock.now
    return { ContinuousClock.now - began }
  }

  func now() -> Instant { state.withLock { now($0, elapsed()) } }

  private func now(_ state: State, _ elapsed: Duration) -> Instant {
    guard state.hasBegun else { return state.base }
    let ran = state.isRunning ? elapsed - state.since : max(.zero, elapsed - state.since - Self.patience)
    return state.base + Milliseconds(Int64(ran / .milliseconds(1) * speed))
  }

  func wait(until instant: Instant) async {
    while !Task.isCancelled {
      let left = Double(instant.since(now()).count) / speed
      if left <= 0 { return }
      // The moment asked for, as far as it is known: the clock may stand meanwhile.
      try? await Task.sleep(for: .milliseconds(max(left, Self.leastWaitMs)))
    }
  }

  private static let leastWaitMs = 0.25

  // MARK: what holds the clock

  /// Everybody is there.
  func begin() { change { $0.hasBegun = true } }

  /// Commands were sent, and are not answered.
  func sent(_ count: Int) { change { $0.commandsUnderWay += count } }
  func answered(_ count: Int) { change { $0.commandsUnderWay -= count } }

  /// The log has grown.
  func grew(to head: Position) { change { $0.head = max($0.head, head) } }

  /// The follower has seen everything through this position, and what it made of it is on its way.
  func saw(_ position: Position, _ follower: Follower) { change { $0.seen[follower] = position } }

  private func change(_ body: (inout State) -> Void) {
    state.withLock { state in
      let elapsed = elapsed()
      let now = now(state, elapsed)
      body(&state)
      let mayRun = state.mayRun
      guard mayRun != state.isRunning else { return }
      state.base = now
      state.since = elapsed
      state.isRunning = mayRun
    }
  }
}

extension PacedTime {
  /// Holds the clock for what the log takes in, until the task is cancelled.
  func follow(_ slice: Slice, _ signal: AppendSignal, from position: Position) async {
    var head = position
    while !Task.isCancelled {
      await signal.waitForAppend(to: slice, beyond: head)
      head = signal.head(of: slice) ?? head
      grew(to: head)
    }
  }
}

/// The way to a writer, which holds the clock while an answer is waited for.
struct PacedPort: CommandPort {
  let port: any CommandPort
  let time: PacedTime

  func send(_ commands: [Command]) async throws -> [CommandReply] {
    time.sent(commands.count)
    defer { time.answered(commands.count) }
    return try await port.send(commands)
  }
}
