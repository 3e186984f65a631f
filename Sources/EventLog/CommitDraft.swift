public import Events
public import Values

/// A commit before it has a place in the log: the writer adds log, slice, epoch, position.
public struct CommitDraft: Sendable {
  /// `nil` for commits of the slice itself.
  public var centre: CentreID?
  public var commandID: CommandID
  /// The command's; 0: its sender gave none.
  public var bodyDigest: UInt64
  /// The now that it was decided on.
  public var at: Instant
  /// The wall clock given with the command.
  public var recordedAt: Instant
  public var actor: Actor
  public var causation: Causation?
  public var configurationVersion: UInt32
  public var events: [Event]

  public init(
    centre: CentreID?, commandID: CommandID, bodyDigest: UInt64 = 0, at: Instant, recordedAt: Instant, actor: Actor,
    causation: Causation? = nil, configurationVersion: UInt32, events: [Event]
  ) {
    self.centre = centre
    self.commandID = commandID
    self.bodyDigest = bodyDigest
    self.at = at
    self.recordedAt = recordedAt
    self.actor = actor
    self.causation = causation
    self.configurationVersion = configurationVersion
    self.events = events
  }
}

/// Who takes a slice, and when: what the driver needs to make an `OwnershipTaken` commit.
public struct OwnershipMarker: Sendable {
  /// Unique per process start.
  public let owner: String
  public let commandID: CommandID
  /// Not below the `at` of any commit of the slice that the owner knows of.
  public let at: Instant
  public let recordedAt: Instant

  public init(owner: String, commandID: CommandID, at: Instant, recordedAt: Instant) {
    self.owner = owner
    self.commandID = commandID
    self.at = at
    self.recordedAt = recordedAt
  }
}
