/// What the simulation itself knows, and the log does not.
package struct SimulationCounts: Sendable, Equatable {
  /// Callers who tried, those who heard busy among them.
  package internal(set) var callers: UInt64 = 0
  /// Every line was in use.
  package internal(set) var blocked: UInt64 = 0
  /// The core had no room for the call, or for its entry.
  package internal(set) var turnedAway: UInt64 = 0
  /// The core never heard of the call.
  package internal(set) var givenUp: UInt64 = 0
  /// Of flows that the core ran.
  package internal(set) var prompts: UInt64 = 0
  package internal(set) var reports: UInt64 = 0
  package internal(set) var repeated: UInt64 = 0
  package internal(set) var duplicated: UInt64 = 0
  package internal(set) var late: UInt64 = 0
  package internal(set) var overtaken: UInt64 = 0
  package internal(set) var lost: UInt64 = 0

  package init() {}
}
