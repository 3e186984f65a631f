public import Events
import Values

/// One mistake of a configuration and where it is.
public struct ConfigurationMistake: Sendable, Equatable, CustomStringConvertible {
  /// As `queues[2].id`.
  public let path: String
  public let problem: String

  init(_ path: String, _ problem: String) {
    self.path = path
    self.problem = problem
  }

  public var description: String { "\(path): \(problem)" }
}

extension Configuration {
  /// All mistakes at once; empty: it may be applied.
  public func mistakes() -> [ConfigurationMistake] {
    var mistakes: [ConfigurationMistake] = []
    limits.check(&mistakes)
    if queues.count > CoreLimits.queuesMax {
      mistakes.append(ConfigurationMistake("queues", "more than \(CoreLimits.queuesMax)"))
    }
    if agents.count > CoreLimits.agentsMax {
      mistakes.append(ConfigurationMistake("agents", "more than \(CoreLimits.agentsMax)"))
    }
    var queueIDs = Set<QueueID>()
    for (index, queue) in queues.enumerated() {
      let path = "queues[\(index)]"
      if !queueIDs.insert(queue.id).inserted { mistakes.append(ConfigurationMistake(path + ".id", "named twice")) }
      queue.check(path, &mistakes)
    }
    var agentIDs = Set<AgentID>()
    for (index, agent) in agents.enumerated() {
      let path = "agents[\(index)]"
      if !agentIDs.insert(agent.id).inserted { mistakes.append(ConfigurationMistake(path + ".id", "named twice")) }
      checkLevels(agent.skills, path + ".skills", &mistakes)
      for (place, queue) in agent.queues.enumerated() where !queueIDs.contains(queue) {
        mistakes.append(ConfigurationMistake("\(path).queues[\(place)]", "\(queue) is not a queue"))
      }
    }
    checkFlows(queues: queueIDs, &mistakes)
    return mistakes
  }
}

extension Limits {
  fileprivate func check(_ mistakes: inout [ConfigurationMistake]) {
    if openCallsMax == 0 { mistakes.append(ConfigurationMistake("limits.openCallsMax", "must be at least 1")) }
    if queueLengthMax == 0 { mistakes.append(ConfigurationMistake("limits.queueLengthMax", "must be at least 1")) }
    checkSpan(callMsMax, "limits.callMsMax", positive: true, &mistakes)
  }
}

extension QueueConfiguration {
  fileprivate func check(_ path: String, _ mistakes: inout [ConfigurationMistake]) {
    checkSpan(serviceLevelTargetMs, path + ".serviceLevelTargetMs", positive: true, &mistakes)
    checkSpan(shortAbandonMs, path + ".shortAbandonMs", positive: false, &mistakes)
    checkSpan(ringMsMax, path + ".ringMsMax", positive: true, &mistakes)
    checkSpan(wrapUpMsMax, path + ".wrapUpMsMax", positive: false, &mistakes)
    if wrapUpMsMax > CoreLimits.wrapUpMax {
      mistakes.append(ConfigurationMistake(path + ".wrapUpMsMax", "more than \(CoreLimits.wrapUpMax.count) ms"))
    }
    checkSpan(waitMsMax, path + ".waitMsMax", positive: false, &mistakes)
    checkSpan(strikesPauseMs, path + ".strikesPauseMs", positive: false, &mistakes)
    checkRequirements(skills, path + ".skills", &mistakes)
    if relaxation.count > CoreLimits.relaxationStepsMax {
      mistakes.append(ConfigurationMistake(path + ".relaxation", "more than \(CoreLimits.relaxationStepsMax) steps"))
    }
    for (index, step) in relaxation.enumerated() {
      let place = "\(path).relaxation[\(index)]"
      checkSpan(step.afterMs, place + ".afterMs", positive: true, &mistakes)
      if index > 0, step.afterMs <= relaxation[index - 1].afterMs {
        mistakes.append(ConfigurationMistake(place + ".afterMs", "must be more than that of the step before"))
      }
      checkRequirements(step.skills, place + ".skills", &mistakes)
    }
    checkRouting(path, &mistakes)
  }
}

func checkSpan(
  _ span: Milliseconds, _ path: String, positive: Bool, _ mistakes: inout [ConfigurationMistake]
) {
  if span < .zero || positive && span == .zero {
    mistakes.append(ConfigurationMistake(path, positive ? "must be more than 0" : "must not be negative"))
  }
  if span > CoreLimits.spanMax { mistakes.append(ConfigurationMistake(path, "more than 30 days")) }
}

private func checkLevels(_ skills: [SkillLevel], _ path: String, _ mistakes: inout [ConfigurationMistake]) {
  if skills.count > CoreLimits.skillsMax {
    mistakes.append(ConfigurationMistake(path, "more than \(CoreLimits.skillsMax)"))
  }
  var seen = Set<SkillID>()
  for (index, skill) in skills.enumerated() {
    if !seen.insert(skill.skill).inserted {
      mistakes.append(ConfigurationMistake("\(path)[\(index)].skill", "named twice"))
    }
    if !(1...10).contains(skill.level) {
      mistakes.append(ConfigurationMistake("\(path)[\(index)].level", "must be 1 to 10"))
    }
  }
}

func checkRequirements(
  _ skills: [SkillRequirement], _ path: String, _ mistakes: inout [ConfigurationMistake]
) {
  if skills.count > CoreLimits.skillsMax {
    mistakes.append(ConfigurationMistake(path, "more than \(CoreLimits.skillsMax)"))
  }
  var seen = Set<SkillID>()
  for (index, skill) in skills.enumerated() {
    if !seen.insert(skill.skill).inserted {
      mistakes.append(ConfigurationMistake("\(path)[\(index)].skill", "named twice"))
    }
    if skill.minLevel > 10 { mistakes.append(ConfigurationMistake("\(path)[\(index)].minLevel", "must be at most 10")) }
  }
}
