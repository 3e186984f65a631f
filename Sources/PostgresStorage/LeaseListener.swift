import PostgresClient
import Synchronization

/// Hears of leases that are given back, on a connection of its own, from the moment that somebody waits for one. News
/// may be missed: nobody waits for longer than he said.
final class LeaseListener: Sendable {
  private struct Waiter {
    let lease: String
    let continuation: CheckedContinuation<Void, Never>
  }
  private struct State {
    var waiters: [UInt64: Waiter] = [:]
    /// Over before they waited.
    var over: Set<UInt64> = []
    /// Given back while nobody waited: whoever looked just before, and found it held, hears of it when he waits.
    var unheard: Set<String> = []
    var nextID: UInt64 = 0
    var listening: Task<Void, Never>?
    var isStopped = false
  }
  /// As many as there are slices, for a dozen roles: more is no news of ours.
  private static let unheardMax = 64 * 12
  /// Nothing is done in it: nobody waits for longer than he said.
  private static let silence = Duration.seconds(5)

  private let state = Mutex(State())
  private let settings: ConnectionSettings

  init(_ settings: ConnectionSettings) { self.settings = settings }

  deinit { stop() }

  /// - Parameter lease: as it is told: `role slice`.
  func wait(for lease: String, atMost: Duration) async {
    let id = begin()
    // The longest that is waited.
    let timer = Task { [weak self] in
      do { try await Task.sleep(for: atMost) } catch { return }
      self?.end(id)
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isOver = state.withLock { state -> Bool in
          let isKnown = state.unheard.remove(lease) != nil
          if state.over.remove(id) != nil || state.isStopped || isKnown { return true }
          state.waiters[id] = Waiter(lease: lease, continuation: continuation)
          return false
        }
        if isOver { continuation.resume() }
      }
    } onCancel: {
      end(id)
    }
    timer.cancel()
    _ = state.withLock { $0.over.remove(id) }
  }

  /// For good.
  /// - Returns: what is still to end; `nil`: nothing.
  @discardableResult func stop() -> Task<Void, Never>? {
    let task = state.withLock { state in
      state.isStopped = true
      return state.listening
    }
    task?.cancel()
    wake { _ in true }
    return task
  }

  private func begin() -> UInt64 {
    state.withLock { state in
      if state.listening == nil, !state.isStopped {
        let heard = { @Sendable [weak self] (lease: String) -> Void in self?.heard(lease) }
        state.listening = Task { [settings] in
          await NotificationEar(settings, on: OwnershipStatements.channel).listen(silence: Self.silence, heard: heard)
        }
      }
      state.nextID += 1
      return state.nextID
    }
  }

  private func end(_ id: UInt64) {
    let waiter = state.withLock { state -> Waiter? in
      if let waiter = state.waiters.removeValue(forKey: id) { return waiter }
      state.over.insert(id)
      return nil
    }
    waiter?.continuation.resume()
  }

  private func heard(_ lease: String) {
    wake {
      $0 == lease
    } orNote: {
      if $0.unheard.count < Self.unheardMax { $0.unheard.insert(lease) }
    }
  }

  private func wake(_ isMeant: (String) -> Bool, orNote note: (inout State) -> Void = { _ in }) {
    let woken = state.withLock { state -> [Waiter] in
      let woken = state.waiters.filter { isMeant($0.value.lease) }
      for id in woken.keys { state.waiters[id] = nil }
      if woken.isEmpty { note(&state) }
      return Array(woken.values)
    }
    for waiter in woken { waiter.continuation.resume() }
  }
}
