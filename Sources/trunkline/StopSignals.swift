import Glibc
import Synchronization
import SystemThreads

/// Turns SIGINT and SIGTERM into the cancellation of what the command does, so that a private server is left in order.
/// A second signal ends the process at once; the log stands that as it stands a kill.
enum StopSignals {
  private static let wakeEnd = Atomic<Int32>(-1)

  /// Calls `stop` at the first signal, from a thread of its own.
  static func watch(_ stop: @escaping @Sendable () -> Void) {
    var ends: [Int32] = [0, 0]
    // Without a pipe the signals keep their usual meaning.
    guard pipe(&ends) == 0 else { return }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    wakeEnd.store(ends[1], ordering: .releasing)
    let waiting = ends[0]
    _ = SystemThread.detach {
      var byte: UInt8 = 0
      while read(waiting, &byte, 1) == 1 {
        stop()
        // The next one is not caught.
        signal(SIGINT, SIG_DFL)
        signal(SIGTERM, SIG_DFL)
      }
    }
    for number in [SIGINT, SIGTERM] { signal(number) { _ in StopSignals.caught() } }
  }

  /// In a signal's handler: only what may be called there.
  private static func caught() {
    var byte: UInt8 = 1
    _ = write(wakeEnd.load(ordering: .acquiring), &byte, 1)
  }
}
