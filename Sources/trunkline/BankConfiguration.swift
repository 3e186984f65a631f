import AnonymousBank
import Events
import Values

/// The configuration that a bank's file needs.
enum BankConfiguration {
  /// What the oracle and the literature take for this bank.
  private static let target = Milliseconds.seconds(20)
  private static let short = Milliseconds.seconds(5)

  /// The known configuration with the queues and agents that it lacks; `nil` when it lacks nothing.
  static func extended(_ known: Configuration?, by bank: BankFile) -> Configuration? {
    var wanted =
      known
      ?? Configuration(limits: Limits(openCallsMax: 100_000, queueLengthMax: 10_000, callMsMax: .minutes(24 * 60)))
    let queues = Set(wanted.queues.map(\.id))
    let agents = Set(wanted.agents.map(\.id))
    let newQueues = bank.services.filter { !queues.contains($0) }
    let newAgents = bank.agents.filter { !agents.contains($0) }
    if newQueues.isEmpty, newAgents.isEmpty { return nil }
    wanted.queues += newQueues.map { queue(of: $0) }
    wanted.agents += newAgents.map { AgentConfiguration(id: $0, queues: bank.services) }
    return wanted
  }

  private static func queue(of service: QueueID) -> QueueConfiguration {
    QueueConfiguration(
      id: service, name: names[service.text] ?? "", serviceLevelTargetMs: target, shortAbandonMs: short,
      ringMsMax: .seconds(20), wrapUpMsMax: .zero)
  }

  /// As the bank's documentation names its service types.
  private static let names = [
    "PS": "Regular", "PE": "Regular (English)", "IN": "Internet", "NE": "Stock exchange", "NW": "Prospects",
    "TT": "Returned messages",
  ]
}
