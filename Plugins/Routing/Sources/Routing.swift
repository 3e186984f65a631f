package import PluginKit

/// Offers waiting calls to agents by the rules of the centre's configuration, and says why.
package enum Routing {
  package static let name = "routing"
  /// Raised when the same state would give other choices.
  package static let version: UInt32 = 1

  package static let plugin = Plugin(
    name: name, version: Int64(version),
    policies: [PolicyDeclaration(name: "offers", make: { RoutingPolicy($0) })])
}
