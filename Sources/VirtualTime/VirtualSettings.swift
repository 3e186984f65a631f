package import CallDomain
package import Events
import PluginKit
package import Values

package struct VirtualSettings: Sendable {
  /// Folds every commit a second time and checks the rules of the domain, and asks `quietChecks` when all is quiet.
  package var checksInvariants = false
  /// Without, the records are sealed and dropped, and a long run needs no memory for them.
  package var keepsRecords = true
  /// What is wrong with a centre about which nobody has anything more to say at this moment; `nil`: nothing.
  package var quietChecks: [@Sendable (Centre, Instant) -> String?] = []

  package init() {}
}

package struct VirtualCounts: Sendable, Equatable {
  /// Different moments at which something happened.
  package internal(set) var moments: UInt64 = 0
  package internal(set) var quietMoments: UInt64 = 0
  package internal(set) var commands: UInt64 = 0
  package internal(set) var outsideCommands: UInt64 = 0
  package internal(set) var wishes: UInt64 = 0
  package internal(set) var commits: UInt64 = 0
  package internal(set) var events: UInt64 = 0
  package internal(set) var repeats: UInt64 = 0
  package internal(set) var oddFacts: UInt64 = 0
  package internal(set) var rejections: UInt64 = 0
}

/// Sees every commit of a run, in order: statistics, for one.
package protocol CommitWatcher: Sendable {
  mutating func observe(_ commit: Commit)
  /// The run is over, or pauses.
  mutating func ended(at now: Instant, centre: Centre)
}

extension CommitWatcher {
  package mutating func ended(at now: Instant, centre: Centre) {}
}
