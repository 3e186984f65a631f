import CLibPQ
import SystemThreads

/// Asks the server to cancel what a connection runs, from a thread of its own since the request blocks until the
/// server has taken it, which a hung server never does.
///
/// `@unchecked Sendable`: libpq's manual on PQcancel: “The PGcancel object is read-only as far as PQcancel is
/// concerned, so it can also be invoked from a thread that is separate from the one manipulating the PGconn object.”
final class CancelRequest: @unchecked Sendable {
  private let request: OpaquePointer
  private let interrupt: SessionInterrupt

  /// `nil` for a connection that is gone.
  init?(connection: OpaquePointer, interrupt: SessionInterrupt) {
    guard let request = PQgetCancel(connection) else { return nil }
    self.request = request
    self.interrupt = interrupt
  }

  deinit { PQfreeCancel(request) }

  /// Returns at once; `interrupt` rings when the server has taken the request.
  func send() {
    interrupt.deliveryBegan()
    if !SystemThread.detach({ self.deliver() }) { interrupt.deliveryEnded() }
  }

  private func deliver() {
    var problem = [CChar](repeating: 0, count: 256)
    _ = PQcancel(request, &problem, Int32(problem.count))
    interrupt.deliveryEnded()
  }
}
