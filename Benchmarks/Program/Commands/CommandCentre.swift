import Events
import Values

/// The centre of the command benchmark: 64 queues and as many agents as there may be clients at once.
enum CommandCentre {
  static let id = CentreID(unchecked: "commands-centre")
  static let agents = (1...1_024).map { AgentID(unchecked: "agent-main-office-\($0)") }
  private static let queues = (1...64).map { QueueID(unchecked: "service-line-\($0)") }

  /// One line for every agent: an offer is to him, whoever else works.
  static func calls(ofAgent number: Int) -> CallsOfAgent {
    CallsOfAgent(
      of: agents[number], in: queues[number % queues.count], centre: id, seed: UInt64(number) &* 0x9e37_79b9 &+ 1)
  }

  static var configuration: Configuration {
    Configuration(
      queues: queues.map {
        QueueConfiguration(
          id: $0, serviceLevelTargetMs: .seconds(20), shortAbandonMs: .seconds(5), ringMsMax: .seconds(20),
          wrapUpMsMax: .minutes(2))
      },
      agents: agents.indices.map { number in
        AgentConfiguration(id: agents[number], queues: [queues[number % queues.count]])
      }, limits: Limits(openCallsMax: 10_000, queueLengthMax: 1_000, callMsMax: .minutes(120)))
  }
}
