import CallDomain
import Digest
import EventLog
import Events
import PluginKit
import Routing
import SimulationTesting
import TelephonyKit
import TrunklineTesting
import Values
import VirtualTime

/// A story of the whole path: people and phones by script, the real core, the real routing, in virtual time. Every rule
/// of the domain is checked on every commit, and when all is quiet that nobody waits in vain.
struct PathStory: Sendable {
  var configuration = Configuration.path
  /// From the core's yes to an accept until both hear each other.
  var throughAfter = Milliseconds(500)
  private var script: [ScriptedTelephony.Line] = []

  /// The same story, in which this is done so many milliseconds after noon.
  func at(_ ms: Int64, _ acts: ScriptedAct...) -> PathStory { at(ms, acts) }

  func at(_ ms: Int64, _ acts: [ScriptedAct], apart: Int64 = 0) -> PathStory {
    var story = self
    for (index, act) in acts.enumerated() {
      story.script.append(ScriptedTelephony.Line(at: .noon + Milliseconds(ms + apart * Int64(index)), act))
    }
    return story
  }

  func configured(_ change: (inout Configuration) -> Void) -> PathStory {
    var story = self
    change(&story.configuration)
    return story
  }

  /// These log in at noon, in this order, and are ready.
  static func staffed(_ agents: AgentID...) -> PathStory {
    PathStory().at(0, agents.flatMap { [.agent($0, .logsIn), .agent($0, .isReady)] })
  }

  func run() throws -> PathRun {
    let log = MemoryEventLog(
      id: LogID(ID128(high: 9, low: 9)), chain: Chain(hash: { SHA256.digest($0, $1) }))
    var settings = VirtualSettings()
    settings.checksInvariants = true
    settings.keepsRecords = false
    settings.quietChecks = [WorkConservation.check]
    var centre = try VirtualCentre(
      .example, from: .noon,
      machine: ScriptedTelephony(script, throughAfter: throughAfter, centre: .example),
      policies: NamedPolicy.all(of: Routing.plugin), watchers: [Transcript(), OfferWatch()], log: log,
      settings: settings)
    try centre.send(.configure(Configure(configuration: configuration)), by: Actor(kind: .`operator`))
    try centre.run()
    return PathRun(centre)
  }
}

/// What came of a story.
struct PathRun: Sendable {
  let events: [Transcript.Line]
  let centre: Centre
  /// Everything that is wrong; the promise is none.
  let problems: [String]

  init(_ virtual: borrowing VirtualCentre) {
    let centre = virtual.centre
    events = virtual.watcher(Transcript.self)?.lines ?? []
    self.centre = centre
    var problems = virtual.findings + (virtual.watcher(OfferWatch.self)?.findings ?? ["nobody watched the offers"])
    if !centre.open.isZero { problems.append("still open at the end: \(centre.open)") }
    if centre.misfits > 0 { problems.append("\(centre.misfits) events did not fit the state") }
    for agent in centre.agents.values where !agent.isFree { problems.append("\(agent.id) is \(agent.state) for ever") }
    self.problems = problems
  }

  /// What was written from this moment on, without the decisions of routing.
  func story(from ms: Int64 = 0, until end: Int64 = .max) -> [String] {
    events.filter { $0.ms >= ms && $0.ms < end }.map(\.text)
  }

  func count(_ type: String, where matches: (String) -> Bool = { _ in true }) -> Int {
    events.count { $0.type == type && matches($0.text) }
  }
}

extension Configuration {
  /// `support`: ring 20 s, no wrap-up, no strikes. `sales`: German, ring 20 s, wrap-up 30 s, two strikes.
  /// Anna and Clara take both, Boris and Daria `support` alone. A call lasts an hour at most.
  static let path = Configuration(
    queues: [
      QueueConfiguration(
        id: .support, serviceLevelTargetMs: .seconds(20), shortAbandonMs: .seconds(5), ringMsMax: .seconds(20),
        wrapUpMsMax: .zero),
      QueueConfiguration(
        id: .sales, serviceLevelTargetMs: .seconds(20), shortAbandonMs: .seconds(5), ringMsMax: .seconds(20),
        wrapUpMsMax: .seconds(30), skills: [SkillRequirement(skill: .german, minLevel: 5)], strikesMax: 2),
    ],
    agents: [
      AgentConfiguration(id: .anna, skills: [SkillLevel(skill: .german, level: 7)]),
      AgentConfiguration(id: .boris, queues: [.support]),
      AgentConfiguration(id: .clara, skills: [SkillLevel(skill: .german, level: 6)]),
      AgentConfiguration(id: .daria, queues: [.support]),
    ], limits: Limits(openCallsMax: 100, queueLengthMax: 100, callMsMax: .minutes(60)))

  mutating func change(_ queue: QueueID, _ change: (inout QueueConfiguration) -> Void) {
    for index in queues.indices where queues[index].id == queue { change(&queues[index]) }
  }
}
