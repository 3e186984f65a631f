package import CallDomain
package import EventLog
package import Events
import PluginKit
package import TelephonyKit
package import Values

/// A centre in virtual time: telephony, the core, policies and the log in one loop on one thread. Time goes from one
/// thing that happens to the next. Nothing in it is left to chance or to a clock, so that the same machines and
/// policies give the same log, byte for byte.
package struct VirtualCentre: ~Copyable {
  package let id: CentreID
  package private(set) var now: Instant
  package private(set) var centre: Centre
  package private(set) var machine: any TelephonyMachine
  package private(set) var counts = VirtualCounts()
  /// What was found wrong, at most `findingsMax`; empty is the promise.
  package private(set) var findings: [String] = []
  package private(set) var findingCount: UInt64 = 0

  private let settings: VirtualSettings
  private let chain: Chain
  private var log: VirtualLog
  private var followers: [Follower]
  private var watchers: [any CommitWatcher]
  private var auditor: Centre
  private var fromMachine: [Command] = []
  private var instructions: [Instruction] = []
  private var deadlineSerial: UInt64 = 0

  private static let findingsMax = 20

  /// - Parameter log: empty in the centre's slice.
  package init(
    _ id: CentreID, from start: Instant, machine: any TelephonyMachine, policies: [NamedPolicy],
    watchers: [any CommitWatcher] = [], log: MemoryEventLog,
    settings: VirtualSettings = VirtualSettings()
  ) throws(LogFailure) {
    self.id = id
    self.machine = machine
    self.settings = settings
    chain = log.chain
    self.watchers = watchers
    now = start
    centre = Centre(id: id)
    auditor = Centre(id: id)
    followers = policies.map { Follower($0, centre: id) }
    self.log = try VirtualLog(log, slice: Slice(of: id), at: start, keepsRecords: settings.keepsRecords)
  }

  /// The last record of the run's log.
  package var point: ChainPoint { log.point }
  package var bytes: UInt64 { log.bytes }

  package func watcher<Watcher: CommitWatcher>(_ type: Watcher.Type) -> Watcher? {
    for watcher in watchers { if let found = watcher as? Watcher { return found } }
    return nil
  }

  /// A command from outside, such as the configuration, at this moment of the run.
  package mutating func send(_ body: Command.Body, by actor: Actor) throws(LogFailure) {
    counts.outsideCommands += 1
    try handle(
      Command(
        id: CommandID(ID128(high: 2, low: counts.outsideCommands)), centre: id, at: now, recordedAt: now, actor: actor,
        body: body))
    try settle(woke: false)
  }

  /// Goes on until nothing more would ever happen, or the first thing that happens is later than `end`.
  package mutating func run(until end: Instant? = nil) throws(LogFailure) {
    while let next = nextMoment {
      if let end, next > end { break }
      now = max(now, next)
      counts.moments += 1
      if let due = centre.nextDeadline, due <= now { try reachDeadline() }
      try settle(woke: true)
    }
    try log.flush()
    for watcher in watchers.indices { watchers[watcher].ended(at: now, centre: centre) }
    audit(centre.conservationViolations())
  }

  /// Something would still happen.
  package var hasMore: Bool { nextMoment != nil }

  /// What an adapter and the core do about each other's calls after either was away.
  /// - Returns: the number of calls that only one of them knew.
  package mutating func reconcile() throws(LogFailure) -> Int {
    let found = Reconciliation(centre: centre, lines: machine.lines)
    for act in found.acts { machine.carryOut(act, at: now) }
    for wish in found.wishes { try send(wish, by: Actor(kind: .telephony, id: "reconciliation")) }
    return found.lost.count + found.unknown.count
  }

  private var nextMoment: Instant? {
    var next = machine.nextWake
    func consider(_ moment: Instant?) {
      guard let moment else { return }
      next = next.map { min($0, moment) } ?? moment
    }
    consider(centre.nextDeadline)
    for follower in followers { consider(follower.nextWake(after: now)) }
    return next
  }

  private mutating func reachDeadline() throws(LogFailure) {
    deadlineSerial += 1
    try handle(
      Command(
        id: CommandID(ID128(high: 3, low: deadlineSerial)), centre: id, at: now, recordedAt: now,
        actor: Actor(kind: .system), body: .deadlineReached(DeadlineReached())))
  }

  /// Everything that follows from what happened, until nobody has anything more to say at this moment.
  private mutating func settle(woke: Bool) throws(LogFailure) {
    var woke = woke
    repeat {
      repeat {
        fromMachine.removeAll(keepingCapacity: true)
        machine.advance(to: now, into: &fromMachine)
        for command in fromMachine { try handle(command) }
      } while !fromMachine.isEmpty
    } while try grantWishes(&woke)
    counts.quietMoments += 1
    if settings.checksInvariants { checkQuiet() }
  }

  /// `true`: a wish took effect.
  private mutating func grantWishes(_ woke: inout Bool) throws(LogFailure) -> Bool {
    let before = log.point.position
    for index in followers.indices {
      for command in followers[index].commands(at: now, woke: woke, chain) {
        counts.wishes += 1
        try handle(command)
      }
    }
    woke = false
    return log.point.position != before
  }

  private mutating func handle(_ command: Command) throws(LogFailure) {
    counts.commands += 1
    switch centre.accept(command, position: log.point.position.next) {
    case .accepted(let accepted): try accept(command, accepted)
    case .duplicate: counts.repeats += 1
    case .nothing(let odd): if odd != nil { counts.oddFacts += 1 }
    case .rejected(let rejection):
      counts.rejections += 1
      machine.refused(command, by: rejection.name.rawValue, at: now)
    }
  }

  private mutating func accept(_ command: Command, _ accepted: AcceptedCommand) throws(LogFailure) {
    let commit = try log.append(
      CommitDraft(
        centre: id, commandID: command.id, bodyDigest: command.bodyDigest, at: accepted.at,
        recordedAt: command.recordedAt, actor: command.actor, causation: command.causation,
        configurationVersion: accepted.configurationVersion, events: accepted.events))
    counts.commits += 1
    counts.events += UInt64(commit.events.count)
    if settings.checksInvariants { audit(auditor.verify(commit)) }
    for index in followers.indices { followers[index].observe(commit) }
    for index in watchers.indices { watchers[index].observe(commit) }
    instructions.removeAll(keepingCapacity: true)
    commit.appendInstructions(to: &instructions)
    for instruction in instructions { machine.carryOut(instruction.act, at: now) }
    for event in commit.events { machine.saw(event, at: now) }
  }

  // What must be so.

  private mutating func audit(_ violations: [Violation]) {
    for violation in violations { found("\(now.ms): \(violation)") }
  }

  private mutating func found(_ finding: String) {
    findingCount += 1
    if findings.count < Self.findingsMax { findings.append(finding) }
  }

  private mutating func checkQuiet() {
    for check in settings.quietChecks {
      if let finding = check(centre, now) { found("\(now.ms): \(finding)") }
    }
  }
}
