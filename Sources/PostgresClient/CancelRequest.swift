import CLibPQ
import Glibc

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
    let context = Unmanaged.passRetained(self)
    var thread = pthread_t()
    let status = pthread_create(
      &thread, nil,
      { context in
        Unmanaged<CancelRequest>.fromOpaque(context!).takeRetainedValue().deliver()
        return nil
      }, context.toOpaque())
    if status == 0 {
      pthread_detach(thread)
    } else {
      context.release()
      interrupt.deliveryEnded()
    }
  }

  private func deliver() {
    var problem = [CChar](repeating: 0, count: 256)
    _ = PQcancel(request, &problem, Int32(problem.count))
    interrupt.deliveryEnded()
  }
}
