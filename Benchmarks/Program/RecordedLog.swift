import CallDomain
import EventLog
import Events
import Values

/// The commits that a recorded centre decides on, one after the other and without end.
struct RecordedLog {
  private let shape: CentreShape
  private var calls: RecordedCalls
  private var numbers: SeededNumbers
  private var centre: Centre
  private var position: Position
  private var isConfigured = false

  /// - Parameter position: the one after which the first commit will stand.
  init(_ shape: CentreShape, seed: UInt64, after position: Position) {
    self.shape = shape
    self.position = position
    calls = RecordedCalls(shape, seed: seed)
    numbers = SeededNumbers(seed: ~seed)
    centre = Centre(id: shape.centre)
  }

  mutating func next() throws -> CommitDraft {
    guard isConfigured else {
      isConfigured = true
      return try decide(.configure(Configure(configuration: shape.configuration)), at: RecordedCalls.configuredAt)
    }
    let step = calls.next()
    return try decide(.recordHistory(RecordHistory(facts: step.facts)), at: step.at)
  }

  private mutating func decide(_ body: Command.Body, at: Instant) throws -> CommitDraft {
    let command = Command(
      id: CommandID(numbers.id()), centre: shape.centre, at: at, recordedAt: at,
      actor: Actor(kind: .import, id: "anonymous-bank"), body: body)
    guard case .accepted(let accepted) = centre.accept(command, position: position.next) else {
      throw UnexpectedRefusal(command: command)
    }
    position = position.next
    return CommitDraft(
      centre: command.centre, commandID: command.id, at: accepted.at, recordedAt: command.recordedAt,
      actor: command.actor, configurationVersion: accepted.configurationVersion, events: accepted.events)
  }
}

/// A recorded fact is never rejected; if one is, the benchmark itself is wrong.
struct UnexpectedRefusal: Error {
  let command: Command
}
