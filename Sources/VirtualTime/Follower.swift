import CallDomain
import EventLog
import Events
package import PluginKit
import Values

/// A policy with a replica of the centre of its own, folded from the commits: it never sees the writer's state.
struct Follower: Sendable {
  private let plugin: String
  private let name: String
  private var policy: any Policy
  private(set) var replica: Centre
  private var hasNews = true

  init(_ policy: NamedPolicy, centre: CentreID) {
    plugin = policy.plugin
    name = policy.declaration.name
    replica = Centre(id: centre)
    self.policy = policy.declaration.make(replica)
  }

  mutating func observe(_ commit: Commit) {
    replica.evolve(commit)
    policy.observe(commit, in: replica)
    hasNews = true
  }

  func nextWake(after now: Instant) -> Instant? { policy.nextWake(after: now, in: replica) }

  /// What it wants now, as the host of policies would send it; asked once after each news, and when it woke.
  mutating func commands(at now: Instant, woke: Bool, _ chain: Chain) -> [Command] {
    guard hasNews || woke else { return [] }
    hasNews = false
    return policy.wishes(at: now, in: replica).map { wish in
      AttributedWish(centre: replica.id, policy: name, wish: wish).command(of: plugin, at: now, chain)
    }
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

  /// Every policy of a plugin.
  package static func all(of plugin: Plugin) -> [NamedPolicy] {
    plugin.policies.map { NamedPolicy(plugin: plugin.name, $0) }
  }
}
