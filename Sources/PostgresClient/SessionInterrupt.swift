import Glibc
import Synchronization

/// The bell by which other threads interrupt a session: it wakes the session's `poll` and says why.
///
/// A cancellation belongs to a *scope* (one actor call), so that one that comes late cannot hit the next caller.
package final class SessionInterrupt: Sendable {
  private struct State {
    var scope: UInt64 = 0
    var isRequested = false
    /// Cancel requests on their way to the server.
    var deliveries = 0
  }

  private let state = Mutex(State())
  /// Readable when the bell rang.
  let wakeDescriptor: Int32
  private let bell: Int32

  init() throws(PostgresError) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else {
      throw PostgresError(.cannotConnect, "no pipe for the connection: \(String(cString: strerror(errno)))")
    }
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    wakeDescriptor = ends[0]
    bell = ends[1]
  }

  deinit {
    _ = Glibc.close(wakeDescriptor)
    _ = Glibc.close(bell)
  }

  /// Interrupts what runs now and whatever this session starts next, until `clear()`. From any thread.
  package func cancel() {
    state.withLock { $0.isRequested = true }
    ring()
  }

  /// Interrupts only if `scope` is still the current one.
  func cancel(scope: UInt64) {
    let hit = state.withLock { state in
      guard state.scope == scope else { return false }
      state.isRequested = true
      return true
    }
    if hit { ring() }
  }

  /// Forgets an interrupt that was asked for.
  package func clear() { state.withLock { $0.isRequested = false } }

  /// A new scope without a request.
  func beginScope() -> UInt64 {
    state.withLock { state in
      state.scope &+= 1
      state.isRequested = false
      return state.scope
    }
  }

  /// Ends the scope: a cancellation of it does nothing from now on.
  func endScope() { _ = beginScope() }

  var isRequested: Bool { state.withLock { $0.isRequested } }

  var isDelivering: Bool { state.withLock { $0.deliveries > 0 } }

  func deliveryBegan() { state.withLock { $0.deliveries += 1 } }

  func deliveryEnded() {
    state.withLock { $0.deliveries -= 1 }
    ring()
  }

  private func ring() {
    var byte: UInt8 = 1
    // A full pipe has rung already.
    _ = Glibc.write(bell, &byte, 1)
  }

  /// Takes the bytes out; the request itself stays until cleared.
  func quieten() {
    var scratch = [UInt8](repeating: 0, count: 64)
    while Glibc.read(wakeDescriptor, &scratch, scratch.count) > 0 {}
  }
}
