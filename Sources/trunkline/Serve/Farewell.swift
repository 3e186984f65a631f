import CommandLineKit
import Glibc
import SystemThreads

/// A stop in order answers what was taken in, gives leases back and says how far it came. Where the database or the
/// brokers are away that has no end of its own; the log stands a process that ends without, as it stands a kill.
enum Farewell {
  /// Longer than any answer that still comes, and well within the patience of whoever stops services.
  private static let milliseconds: Int32 = 60_000

  /// From now on; `say` is called before the process ends.
  static func isLimited(_ say: @escaping @Sendable () -> Void) {
    _ = SystemThread.detach {
      poll(nil, 0, milliseconds)
      say()
      _exit(ExitCode.environment.rawValue)
    }
  }
}
