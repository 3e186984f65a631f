import EventLog
import Synchronization
import Values

/// Reads one slice for all clients that follow it: each commit is read and written out once, however many they are.
/// Nothing is read while there are none.
final class EventFeed: Sendable {
  private struct Waiter {
    let until: ContinuousClock.Instant
    let continuation: CheckedContinuation<Void, Never>
  }
  private struct State {
    var clients = 0
    var tail: FeedTail?
    var waiters: [UInt64: Waiter] = [:]
    var nextWaiter: UInt64 = 0
    var failure: LogFailure?
    var reading: Task<Void, Never>?
    /// Which reading it is: one that was ended may still have something to say.
    var readings = 0
  }

  /// How late a client may be told that its time is over.
  private static let tick = Duration.milliseconds(500)
  /// Clients that are told at a time: others who wait for the processors come between.
  private static let wokenAtATime = 64

  let slice: Slice
  private let log: any EventLog
  private let state = Mutex(State())

  init(_ slice: Slice, of log: any EventLog) {
    self.slice = slice
    self.log = log
  }

  /// Runs `body` as one of the clients.
  func joined<R>(_ body: () async throws -> R) async throws -> R {
    state.withLock { state in
      state.clients += 1
      guard state.clients == 1 else { return }
      state.failure = nil
      state.readings += 1
      state.reading = Task { [number = state.readings] in await self.read(number) }
    }
    defer { leave() }
    return try await body()
  }

  private func leave() {
    state.withLock { state in
      state.clients -= 1
      guard state.clients == 0 else { return }
      state.reading?.cancel()
      state.reading = nil
      state.tail = nil
    }
  }

  /// - Throws: why the slice can't be read any more.
  func look(after position: Position) throws(LogFailure) -> FeedTail.Look {
    let (look, failure) = state.withLock { state in (state.tail?.look(after: position), state.failure) }
    if let failure { throw failure }
    return look ?? .behind
  }

  /// Returns when there is more than the client has seen, at the instant, or when the task is cancelled; now and then
  /// for nothing.
  func wait(beyond position: Position, until: ContinuousClock.Instant) async {
    let number = state.withLock { state -> UInt64 in
      state.nextWaiter += 1
      return state.nextWaiter
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isOver = state.withLock { state in
          if Task.isCancelled || state.failure != nil { return true }
          if let tail = state.tail, tail.end.position > position { return true }
          state.waiters[number] = Waiter(until: until, continuation: continuation)
          return false
        }
        if isOver { continuation.resume() }
      }
    } onCancel: {
      state.withLock { $0.waiters.removeValue(forKey: number) }?.continuation.resume()
    }
  }

  // MARK: reading

  private func read(_ number: Int) async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await self.keepTime() }
      group.addTask {
        do throws(LogFailure) {
          try await self.follow(number)
        } catch {
          await self.change(number) { $0.failure = error }
        }
      }
      await group.waitForAll()
    }
  }

  /// A log that is away is waited for; what is thrown is what time does not heal.
  private func follow(_ number: Int) async throws(LogFailure) {
    let start = try await head()
    var point = start
    await change(number) { $0.tail = FeedTail(after: start) }
    while !Task.isCancelled {
      let batch = try await log.readNext(slice, after: point, limit: .live)
      guard let end = batch.end else { continue }
      let commits = try PublicCommit.all(of: batch)
      await change(number) { $0.tail?.append(commits) }
      point = end
    }
  }

  private func head() async throws(LogFailure) -> ChainPoint {
    while true {
      do throws(LogFailure) {
        return try await log.head(of: slice)
      } catch {
        guard error.kind == .unavailable, !Task.isCancelled else { throw error }
      }
      // The pause before it is asked again.
      try? await Task.sleep(for: Self.tick)
    }
  }

  /// Tells all who wait; of a reading that is over nothing.
  private func change(_ number: Int, _ change: @Sendable (inout State) -> Void) async {
    let isCurrent = state.withLock { state in
      guard state.readings == number, state.clients > 0 else { return false }
      change(&state)
      return true
    }
    if isCurrent { await wake { _ in true } }
  }

  private func keepTime() async {
    while !Task.isCancelled {
      // The time between two looks whose time is over.
      try? await Task.sleep(for: Self.tick)
      let now = ContinuousClock.now
      await wake { $0 <= now }
    }
  }

  private func wake(_ isDue: @Sendable (ContinuousClock.Instant) -> Bool) async {
    let due = state.withLock { state in
      let due = state.waiters.filter { isDue($0.value.until) }
      if due.count == state.waiters.count {
        state.waiters.removeAll(keepingCapacity: true)
      } else {
        for number in due.keys { state.waiters.removeValue(forKey: number) }
      }
      return due
    }
    var woken = 0
    for waiter in due.values {
      waiter.continuation.resume()
      woken += 1
      if woken.isMultiple(of: Self.wokenAtATime) { await Task.yield() }
    }
  }
}
