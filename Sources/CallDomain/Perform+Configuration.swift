import Events
import Values

extension Centre {
  mutating func configure(_ wish: Configure, _ draft: inout CommitDraft) throws(Rejection) {
    let configuration = wish.configuration
    if let seen = wish.afterVersion, seen != configurationVersion {
      throw .configurationMoved(version: configurationVersion)
    }
    var mistakes = configuration.mistakes()
    let kept = Set(configuration.queues.map(\.id))
    for queue in self.configuration.queues where !kept.contains(queue.id) {
      guard let waiting = queues[queue.id]?.line.count, waiting > 0 else { continue }
      mistakes.append(ConfigurationMistake("queues", "\(queue.id) has \(waiting) waiting calls and must stay"))
    }
    guard mistakes.isEmpty else { throw .invalidConfiguration(mistakes) }
    write(
      .centre(.configured(CentreConfigured(version: configurationVersion + 1, configuration: configuration))), &draft)
  }

  /// Folds a configuration: it holds from here on, for waiting entries as well.
  mutating func configured(_ event: CentreConfigured) {
    let former = configuration
    configuration = event.configuration
    configurationVersion = event.version
    for queue in configuration.queues { queues[queue.id, default: Queue(configuration: queue)].configuration = queue }
    let kept = Set(configuration.queues.map(\.id))
    for queue in former.queues where !kept.contains(queue.id) && queues[queue.id]?.line.isEmpty == true {
      queues[queue.id] = nil
    }
    configuredAgents(former: former)
    for queue in former.queues { requirementsChanged(former: queue) }
    for queue in configuration.queues { registerDeadlines(ofLine: queue.id) }
  }

  /// Ref 6.18: what its queue asks for holds for who waits already, beside what the call asks for itself.
  private mutating func requirementsChanged(former: QueueConfiguration) {
    guard let queue = queues[former.id],
      queue.configuration.skills != former.skills
        || queue.configuration.relaxation != former.relaxation
    else { return }
    for call in queue.line.calls where calls[call]?.recorded == false {
      guard let entry = calls[call]?.entry else { continue }
      _ = change(entry.id) { $0.requirementsChanged(from: former, to: queue.configuration) }
    }
  }

  /// A skill set by a supervisor stays until the configuration says something else than before.
  private mutating func configuredAgents(former: Configuration) {
    let formerSkills = Dictionary(former.agents.map { ($0.id, $0.skills) }, uniquingKeysWith: { first, _ in first })
    for agent in configuration.agents {
      if agents[agent.id] == nil || formerSkills[agent.id] != agent.skills {
        agents[agent.id, default: Agent(id: agent.id, configured: true)].skills = agent.skills
      }
      agents[agent.id]?.configured = true
      agents[agent.id]?.queues = agent.queues
    }
    let kept = Set(configuration.agents.map(\.id))
    for agent in former.agents where !kept.contains(agent.id) {
      agents[agent.id]?.configured = false
      forgetIfGone(agent.id)
    }
  }

  private mutating func registerDeadlines(ofLine queue: QueueID) {
    guard let line = queues[queue]?.line, !line.isEmpty else { return }
    for call in line.calls {
      registerWaitLimit(call)
      registerRelaxation(call)
    }
  }
}
