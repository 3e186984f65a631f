public import Events
public import Values

/// The state of one contact centre, folded from its events, and the one place that decides for it.
///
/// A value: whoever holds it runs it (`accept` for commands, `evolve` for commits of the log). Two centres that folded
/// the same commits are equal. Memory is bounded by open calls, known agents and the ids remembered for ten minutes.
public struct Centre: Sendable, Equatable {
  public let id: CentreID
  /// Of the last `centre.configured`; 0 before the first.
  public internal(set) var configurationVersion: UInt32 = 0
  /// The greatest *now* decided on so far: it never decreases.
  public internal(set) var lastAt = Instant.epoch
  /// Events that did not fit the state and were passed over. Not 0: the log breaks a rule, `verify` says which.
  public internal(set) var misfits: UInt64 = 0

  package internal(set) var configuration: Configuration {
    didSet { entryPoints = EntryPoints(configuration.entryPoints) }
  }
  private(set) var entryPoints = EntryPoints()
  package internal(set) var queues: [QueueID: Queue] = [:]
  /// Open calls only.
  package internal(set) var calls: [CallID: Call] = [:]
  package internal(set) var agents: [AgentID: Agent] = [:]
  /// Number of the last entry.
  var arrivals: UInt64 = 0
  package internal(set) var imports: [Digest256: ImportAdvanced] = [:]

  var deadlines = Deadlines()
  var commands = Remembered<CommandID, CommandEffect>(
    for: CoreLimits.commandMemory, countMax: CoreLimits.commandsRemembered)
  var endedCalls = Remembered<CallID, Bool>(
    for: CoreLimits.commandMemory, countMax: CoreLimits.endedCallsRemembered)

  /// A centre before its first commit.
  public init(id: CentreID) {
    self.id = id
    configuration = Configuration(
      limits: Limits(
        openCallsMax: CoreLimits.openCallsBeforeConfiguration,
        queueLengthMax: CoreLimits.queueLengthBeforeConfiguration,
        callMsMax: CoreLimits.callBeforeConfiguration))
  }

  /// When `deadlineReached` has something to decide; `nil`: never, as things stand. O(1).
  public var nextDeadline: Instant? { deadlines.first?.due }

  /// How far an import of this source came; `nil`: not begun.
  public func importProgress(of source: Digest256) -> ImportAdvanced? { imports[source] }

  /// The position at which a command of the last ten minutes took effect.
  public func position(of command: CommandID) -> Position? { commands[command]?.position }

  /// What is still open. All zero once a log has drained (I4).
  public var open: OpenCounts {
    var counts = OpenCounts()
    counts.calls = calls.count
    for call in calls.values {
      guard let entry = call.entry else { continue }
      counts.entries += 1
      counts.offers += entry.offers.count
    }
    return counts
  }
}

/// Things that have begun and not ended.
public struct OpenCounts: Sendable, Equatable {
  public internal(set) var calls = 0
  public internal(set) var entries = 0
  public internal(set) var offers = 0
  public var isZero: Bool { calls == 0 && entries == 0 && offers == 0 }
}
