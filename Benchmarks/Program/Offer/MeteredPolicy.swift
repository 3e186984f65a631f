import CallDomain
import Events
import Glibc
import PluginKit
import Synchronization
import Values

/// A policy, and what its own code costs.
struct MeteredPolicy: Policy {
  /// Shared by those who run it and who asks.
  final class Meter: Sendable {
    private let counts = Mutex((commits: 0, nanoseconds: 0))

    fileprivate func add(commits: Int, nanoseconds: Int) {
      counts.withLock {
        $0.commits += commits
        $0.nanoseconds += nanoseconds
      }
    }

    /// Since the last call.
    func take() -> (commits: Int, nanoseconds: Int) {
      counts.withLock { counts in
        defer { counts = (0, 0) }
        return counts
      }
    }
  }

  private var policy: any Policy
  private let meter: Meter

  /// The plugin with a meter in each of its policies.
  static func metered(_ plugin: Plugin, by meter: Meter) -> Plugin {
    Plugin(
      name: plugin.name, version: plugin.version,
      policies: plugin.policies.map { declaration in
        PolicyDeclaration(name: declaration.name) { MeteredPolicy(policy: declaration.make($0), meter: meter) }
      })
  }

  mutating func observe(_ commit: Commit, in centre: Centre) {
    let start = Self.threadNanoseconds
    policy.observe(commit, in: centre)
    meter.add(commits: 1, nanoseconds: Self.threadNanoseconds - start)
  }

  mutating func wishes(at now: Instant, in centre: Centre) -> [Wish] {
    let start = Self.threadNanoseconds
    defer { meter.add(commits: 0, nanoseconds: Self.threadNanoseconds - start) }
    return policy.wishes(at: now, in: centre)
  }

  func nextWake(after now: Instant, in centre: Centre) -> Instant? { policy.nextWake(after: now, in: centre) }

  /// Of a processor, on this thread.
  private static var threadNanoseconds: Int {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Int(time.tv_sec) * 1_000_000_000 + Int(time.tv_nsec)
  }
}
