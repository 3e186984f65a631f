import Synchronization

/// The budget of bulk reading (G9): so many scans of a log are open at one time, each with a connection and a buffer of
/// its own. Who comes later waits for one to end, first come first served, and not for ever: one who opens a scan while
/// working on another could be waiting for himself.
package final class ScanGate: Sendable {
  /// More would only share the same disk, and two cores.
  package static let scansMax = 8

  private struct Waiter {
    let number: UInt64
    let continuation: CheckedContinuation<Bool, Never>
  }
  private struct State {
    var open = 0
    var waiting: [Waiter] = []
    var nextNumber: UInt64 = 0
    /// Gave up before they were waiting.
    var gone: Set<UInt64> = []
  }
  private let state = Mutex(State())
  private let patience: Duration

  package init(patience: Duration = .seconds(60)) { self.patience = patience }

  /// Scans that are open now.
  package var openCount: Int { state.withLock { $0.open } }

  /// Returns when the scan may begin; it ends with the pass.
  /// - Throws: `unavailable` when that takes too long, or the task is cancelled while it waits.
  package func enter() async throws(LogFailure) -> ScanPass {
    let number = state.withLock { state in
      defer { state.nextNumber += 1 }
      return state.nextNumber
    }
    let isIn = await withTaskCancellationHandler {
      await withCheckedContinuation { wait(number, $0) }
    } onCancel: {
      giveUp(number, remembers: true)
    }
    state.withLock { _ = $0.gone.remove(number) }
    guard isIn else {
      throw LogFailure(.unavailable, "\(Self.scansMax) readers of the log are at work: none of them came to its end")
    }
    return ScanPass(self)
  }

  private func wait(_ number: UInt64, _ continuation: CheckedContinuation<Bool, Never>) {
    enum Next { case go, wait, gone }
    let next = state.withLock { state -> Next in
      if state.open < Self.scansMax {
        state.open += 1
        return .go
      }
      if state.gone.contains(number) { return .gone }
      state.waiting.append(Waiter(number: number, continuation: continuation))
      return .wait
    }
    switch next {
    case .go: continuation.resume(returning: true)
    case .gone: continuation.resume(returning: false)
    case .wait:
      let patience = patience
      Task { [weak self] in
        // As long as who waits does so at most.
        try? await Task.sleep(for: patience)
        self?.giveUp(number, remembers: false)
      }
    }
  }

  /// - Parameter remembers: he may not be waiting yet.
  private func giveUp(_ number: UInt64, remembers: Bool) {
    let waiter = state.withLock { state -> Waiter? in
      if let index = state.waiting.firstIndex(where: { $0.number == number }) { return state.waiting.remove(at: index) }
      if remembers { state.gone.insert(number) }
      return nil
    }
    waiter?.continuation.resume(returning: false)
  }

  fileprivate func leave() {
    let next = state.withLock { state -> Waiter? in
      if !state.waiting.isEmpty { return state.waiting.removeFirst() }
      state.open -= 1
      return nil
    }
    next?.continuation.resume(returning: true)
  }
}

/// The right to have one scan open; it is given back with the last reference.
package final class ScanPass: Sendable {
  private let gate: ScanGate

  fileprivate init(_ gate: ScanGate) { self.gate = gate }

  deinit { gate.leave() }
}
