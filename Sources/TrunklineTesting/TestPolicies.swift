import CallDomain
import Events
package import PluginKit
import Synchronization
import Values

/// Policies of plugins that do one thing, and not always well.
package enum TestPolicy {
  /// Ends every call that is open.
  package static func polite(named name: String = "polite") -> Plugin {
    Plugin(name: name, version: 1, policies: [PolicyDeclaration(name: "end", make: { _ in Polite() })])
  }

  /// Does not come back from its first commit until it is let go.
  package static func hanging(_ rope: Rope) -> Plugin {
    Plugin(name: "hanging", version: 1, policies: [PolicyDeclaration(name: "hang", make: { _ in Hanging(rope: rope) })])
  }

  /// Wishes for much more than anybody may, with a new key each time.
  package static func flooding() -> Plugin {
    Plugin(name: "flooding", version: 1, policies: [PolicyDeclaration(name: "flood", make: { _ in Flooding() })])
  }

  /// Takes the process down when there is a call.
  package static func trapping() -> Plugin {
    Plugin(name: "trapping", version: 1, policies: [PolicyDeclaration(name: "trap", make: { _ in Trapping() })])
  }

  /// What a hanging policy hangs at.
  package final class Rope: Sendable {
    private let isCut = Atomic(false)
    package init() {}
    package func cut() { isCut.store(true, ordering: .releasing) }
    package func hang() { while !isCut.load(ordering: .acquiring) {} }
  }

  private struct Polite: Policy {
    mutating func observe(_ commit: Commit, in centre: Centre) {}
    mutating func wishes(at now: Instant, in centre: Centre) -> [Wish] {
      centre.calls.keys.sorted().map {
        Wish(WishKey(action: "end", subject: $0.description, count: 0), .endCall(EndCall(call: $0, cause: "polite")))
      }
    }
  }

  private struct Hanging: Policy {
    let rope: Rope
    mutating func observe(_ commit: Commit, in centre: Centre) { rope.hang() }
    mutating func wishes(at now: Instant, in centre: Centre) -> [Wish] { [] }
  }

  private struct Flooding: Policy {
    var asked: UInt64 = 0
    mutating func observe(_ commit: Commit, in centre: Centre) {}
    mutating func wishes(at now: Instant, in centre: Centre) -> [Wish] {
      asked += 1
      return (0..<3_000).map {
        Wish(
          WishKey(action: "end", subject: "\($0)", count: asked), .endCall(EndCall(call: .call(1_000_000 + $0))))
      }
    }
    func nextWake(after now: Instant, in centre: Centre) -> Instant? { now }
  }

  private struct Trapping: Policy {
    mutating func observe(_ commit: Commit, in centre: Centre) {}
    mutating func wishes(at now: Instant, in centre: Centre) -> [Wish] {
      precondition(centre.calls.isEmpty, "the policy of a test takes the process down")
      return []
    }
  }
}
