public import Values

/// What bounds the core itself. Limits of a centre's business (queue length, open calls …) are its configuration.
public enum CoreLimits {
  /// How long an accepted command id is remembered, in log time: longer than any sender goes on trying.
  public static let commandMemory = Milliseconds.minutes(10)
  /// About 40 MB of ids at most, whatever the rate.
  public static let commandsRemembered = 1_000_000
  /// Ended calls whose late facts are told from facts about calls never seen; for as long as commands are.
  public static let endedCallsRemembered = 100_000
  /// The log's own limit of a commit.
  public static let eventsPerCommit = 1_000
  /// One fact of recorded history becomes at most four events, so this many always fit a commit.
  public static let factsPerCommand = 250
  /// A broadcast rings at most this many phones, so that the end of a call fits a commit.
  public static let agentsPerOffer = 100
  /// What is left of a commit when due deadlines stop being added: room for the largest single outcome.
  public static let eventsKeptForOneOutcome = 2 * agentsPerOffer + 50
  /// From the later of an offer's deadline and its acceptance until the line must be through.
  public static let joinGrace = Milliseconds.seconds(10)
  /// No wrap-up lasts longer, however often it is extended.
  public static let wrapUpMax = Milliseconds.minutes(60)
  /// Skills of an agent or an entry.
  public static let skillsMax = 64
  /// That one commit of due deadlines names: the largest outcome of one, and as many again, take a fifth of its bytes.
  public static let skillsPerCommit = 1_000
  public static let queuesMax = 10_000
  public static let agentsMax = 50_000
  public static let relaxationStepsMax = 32
  public static let priorityClassesMax = 32
  /// Wait counts at most a hundredfold, so that no product of a wait and an acceleration leaves its range.
  public static let accelerationPercentMax: UInt32 = 10_000
  /// What one decision names: enough to see why, and bounded whatever the centre's size.
  public static let candidatesPerDecision = 20
  public static let rivalsPerDecision = 3
  public static let exclusionsPerDecision = 32
  public static let flowsMax = 1_000
  public static let nodesPerFlow = 200
  public static let optionsPerMenu = 50
  public static let digitsPerOption = 8
  public static let digitsCollectedMax = 64
  public static let triesMax = 10
  public static let entryPointsMax = 10_000
  public static let promptNameMax = 255
  /// Keys of one report that are looked at; nobody types ahead further.
  public static let digitsPerReport = 32
  /// Nodes that a command passes without waiting: more than a valid flow has in a row.
  public static let flowStepsPerCommand = nodesPerFlow
  /// Spans in a configuration: 30 days, so that no sum of a span and an instant leaves its range.
  public static let spanMax = Milliseconds.minutes(60 * 24 * 30)

  /// What holds before the first `centre.configured`.
  public static let openCallsBeforeConfiguration: UInt32 = 10_000
  public static let queueLengthBeforeConfiguration: UInt32 = 1_000
  public static let callBeforeConfiguration = Milliseconds.minutes(240)
}
