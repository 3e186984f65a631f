package import CallDomain
import Events
import Values
import WireRuntime

/// What many schedules came by, to show that none of it is untried.
package struct ScheduleCoverage: Sendable {
  package var transitions: [CallTransition: Int] = [:]
  package var rejections: [Rejection.Name: Int] = [:]
  package var odd: [OddFact.Name: Int] = [:]
  package var contradictions: [String: Int] = [:]
  package var commands = 0
  package var events = 0
  package var duplicates = 0

  package init() {}

  /// Everything that must come by and did not.
  package var missing: [String] {
    CallTransition.allCases.filter { transitions[$0] == nil }.map { "transition \($0.rawValue)" }
      + Rejection.Name.allCases.filter { rejections[$0] == nil }.map { "rejection \($0.rawValue)" }
      + OddFact.Name.allCases.filter { odd[$0] == nil }.map { "odd fact \($0.rawValue)" }
      + ContradictedRule.allCases.filter { contradictions[$0.rawValue] == nil }.map { "contradiction \($0.rawValue)" }
  }

  package var table: String {
    let rows =
      CallTransition.allCases.map { ("transition", $0.rawValue, transitions[$0] ?? 0) }
      + Rejection.Name.allCases.map { ("rejection", $0.rawValue, rejections[$0] ?? 0) }
      + OddFact.Name.allCases.map { ("odd fact", $0.rawValue, odd[$0] ?? 0) }
      + ContradictedRule.allCases.map { ("contradiction", $0.rawValue, contradictions[$0.rawValue] ?? 0) }
    return rows.map { "\($0.0) \($0.1): \($0.2)" }.joined(separator: "\n")
  }
}

/// One schedule, run against a centre that decides and one that only folds what was decided.
package struct ScheduleRun {
  private var live = Centre(id: .example)
  private var folded = Centre(id: .example)
  private var position: UInt64 = 0
  private var transitions = CallTransitions()
  private var ledger = InvariantLedger()
  private var schedule: CallSchedule

  /// `nil`: all invariants held. Otherwise what broke, and by which command.
  package static func problem(seed: UInt64, _ coverage: inout ScheduleCoverage) -> String? {
    var run = ScheduleRun(schedule: CallSchedule(seed: seed))
    return run.run(&coverage).map { "seed \(seed): \($0)" }
  }

  private mutating func run(_ coverage: inout ScheduleCoverage) -> String? {
    let length = schedule.length()
    if let problem = step(schedule.first(), &coverage) { return problem }
    for number in 1...length {
      let command = schedule.next(live)
      if let problem = step(command, &coverage) { return "command \(number), \(command.body): \(problem)" }
    }
    return drain(&coverage)
  }

  private mutating func drain(_ coverage: inout ScheduleCoverage) -> String? {
    var steps = 0
    while let command = schedule.nextToDrain(live) {
      if let problem = step(command, &coverage) { return "draining, \(command.body): \(problem)" }
      steps += 1
      if steps > 1_000 { return "does not drain" }
    }
    guard live.open.isZero else { return "drained with \(live.open)" }
    let busy = CallSchedule.agents.filter { agent in
      guard let agent = live.agents[agent] else { return false }
      return !agent.isFree || agent.overlapping > 0 || (agent.logIn != nil && agent.pending != nil)
    }
    return busy.isEmpty ? nil : "drained with busy agents \(busy)"
  }

  private mutating func step(_ command: Command, _ coverage: inout ScheduleCoverage) -> String? {
    coverage.commands += 1
    let next = Position(position + 1)
    let pure =
      coverage.commands % 8 == 0
      ? Result { () throws(Rejection) in try live.decide(command, position: next) } : nil
    switch live.accept(command, position: next) {
    case .accepted(let accepted):
      coverage.events += accepted.events.count
      if case .success(let decision)? = pure, decision.events != accepted.events { return "decide differs from accept" }
      if case .failure(let rejection)? = pure { return "decide rejects what accept does: \(rejection)" }
      position += 1
      return fold(Commit(accepted, command, Position(position)), &coverage)
    case .rejected(let rejection):
      coverage.rejections[rejection.name, default: 0] += 1
    case .nothing(let odd):
      if let odd { coverage.odd[odd.name, default: 0] += 1 }
    case .duplicate(let first):
      coverage.duplicates += 1
      if first.number > position { return "a duplicate of a position to come" }
    }
    return live == folded ? nil : "the state changed without an event"
  }

  /// Goes on from a snapshot, which must be the state to the last property.
  private mutating func restore() -> String? {
    do {
      let restored = try Centre(CentreSnapshot(wire: live.snapshot.checkedWireBytes()))
      if restored != live { return "the snapshot of \(live) is not it, but \(restored)" }
      live = restored
      return nil
    } catch {
      return "the snapshot can't be read: \(error)"
    }
  }

  private mutating func fold(_ commit: Commit, _ coverage: inout ScheduleCoverage) -> String? {
    let context = CommitContext(at: commit.at, actor: commit.actor)
    var violations: [Violation] = []
    for event in commit.events {
      violations += folded.violations(of: event, in: context)
      transitions.note(event, before: folded)
      folded.evolve(event, in: context)
      violations += folded.conservationViolations()
      if case .history(.contradicted(let event)) = event.body { coverage.contradictions[event.rule, default: 0] += 1 }
    }
    violations += folded.violationsAtEnd(of: commit.events, in: context)
    folded.commitEnded(
      commit.commandID, bodyDigest: commit.bodyDigest, at: commit.at, position: commit.position)
    for transition in transitions.found { coverage.transitions[transition, default: 0] += 1 }
    transitions.commitEnded()
    if !violations.isEmpty { return "\(violations) in \(commit.events)" }
    let broken = ledger.note(commit.events, at: commit.at, recorded: commit.actor.kind == .`import`)
    if !broken.isEmpty { return "\(broken) in \(commit.events)" }
    if folded.misfits > 0 { return "misfits in \(commit.events)" }
    if commit.events.isEmpty || commit.events.count > CoreLimits.eventsPerCommit {
      return "\(commit.events.count) events"
    }
    if live != folded { return "the folded centre differs after \(commit.events)" }
    return position % 8 == 0 ? restore() : nil
  }
}
