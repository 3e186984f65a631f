import CommandLineKit
import PluginKit
import Publisher

/// What of a service a process does: everything, or as many processes as one likes each a part, on one machine or more.
/// Of two that do the same, one does it and the other stands by.
struct ServiceRoles: Sendable, Equatable {
  static let engine = "engine"
  static let api = "api"
  /// Plugins go by their names.
  static let names = [engine] + Installation.plugins.map(\.name) + [api]
  static let all = ServiceRoles(names: names)

  /// In the order of `ServiceRoles.names`.
  let names: [String]

  private init(names: [String]) { self.names = names }

  /// The same without publishing, for which nothing was named.
  var withoutPublisher: ServiceRoles { ServiceRoles(names: names.filter { $0 != Publisher.name }) }
  var havePublisher: Bool { names.contains(Publisher.name) }

  /// Writes centres: takes commands, decides, appends; carries out what telephony is asked for.
  var haveEngine: Bool { names.contains(Self.engine) }
  /// Serves HTTP, and nothing else is needed for that.
  var areAPIAlone: Bool { names == [Self.api] }
  var plugins: [Plugin] { Installation.plugins.filter { names.contains($0.name) } }
  /// Everything, or everything but publishing.
  var isAll: Bool { self == .all || self == Self.all.withoutPublisher }

  /// `engine,routing`.
  static let kind = ValueKind<ServiceRoles>(
    "ROLES", accepts: "one or more, with commas between them, of \(names.joined(separator: ", "))"
  ) { text throws(BadValue) in
    let words = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    for word in words where !names.contains(word) { throw BadValue("there is no role ‘\(word)’") }
    return ServiceRoles(names: names.filter(words.contains))
  }
}
