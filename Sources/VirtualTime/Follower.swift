import CallDomain
import Events
package import PluginKit
import Values

/// A policy with a replica of the centre of its own, folded from the commits: it never sees the writer's state.
struct Follower: Sendable {
  let plugin: String
  private let declaration: PolicyDeclaration
  private var policy: any Policy
  private(set) var replica: Centre
  private var hasNews = true

  init(_ policy: NamedPolicy, centre: CentreID) {
    plugin = policy.plugin
    declaration = policy.declaration
    replica = Centre(id: centre)
    self.policy = policy.declaration.make(replica)
  }

  mutating func observe(_ commit: Commit) {
    replica.evolve(commit)
    policy.observe(commit, in: replica)
    hasNews = true
  }

  func nextWake(after now: Instant) -> Instant? { policy.nextWake(after: now, in: replica) }

  /// What it wants now; asked once after each news, and when it woke.
  mutating func wishes(at now: Instant, woke: Bool) -> [Wish] {
    guard hasNews || woke else { return [] }
    hasNews = false
    return policy.wishes(at: now, in: replica)
  }
}

/// A policy and the plugin that it belongs to: both go into its commands' ids.
package struct NamedPolicy: Sendable {
  package let plugin: String
  package let declaration: PolicyDeclaration

  package init(plugin: String, _ declaration: PolicyDeclaration) {
    self.plugin = plugin
    self.declaration = declaration
  }
}
