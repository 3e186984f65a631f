import Events
import Values

/// How large a recorded centre is and how busy.
struct CentreShape: Sendable {
  /// For names of figures.
  let name: String
  let centre: CentreID
  let queues: [QueueID]
  let agents: [AgentID]
  /// Queues that an agent serves, from his own on.
  let queuesPerAgent: Int
  let callsPerSecond: Double
  let talkMsMean: Double

  /// The bank's six queues and 28 agents, as busy as they can be: 85 % of their time.
  static let bank = CentreShape(
    name: "bank", centre: CentreID(unchecked: "anonymous-bank"),
    queues: [
      "regular", "regular-english", "internet", "stock-exchange", "prospects", "returned-messages",
    ].map { QueueID(unchecked: $0) },
    agents: (1...28).map { AgentID(unchecked: "agent-main-office-\($0)") }, queuesPerAgent: 6, callsPerSecond: 0.125,
    talkMsMean: 190_000)

  /// 500 queues and 5,000 agents, 50 calls a second of 80 seconds.
  static let large = CentreShape(
    name: "large", centre: CentreID(unchecked: "large-centre"),
    queues: (1...500).map { QueueID(unchecked: "service-line-\($0)") },
    agents: (1...5_000).map { AgentID(unchecked: "agent-site-\($0 % 20)-\($0)") }, queuesPerAgent: 3,
    callsPerSecond: 50,
    talkMsMean: 80_000)

  /// The numbers of the queues that an agent serves.
  func queues(ofAgent agent: Int) -> [Int] { (0..<queuesPerAgent).map { (agent + $0) % queues.count } }

  var configuration: Configuration {
    Configuration(
      queues: queues.map {
        QueueConfiguration(
          id: $0, serviceLevelTargetMs: .seconds(20), shortAbandonMs: .seconds(5), ringMsMax: .seconds(20),
          wrapUpMsMax: .zero)
      },
      agents: agents.indices.map { agent in
        AgentConfiguration(id: agents[agent], queues: queues(ofAgent: agent).map { queues[$0] })
      },
      limits: Limits(openCallsMax: 100_000, queueLengthMax: 10_000, callMsMax: .minutes(24 * 60)))
  }
}
