package import Events
import Values

extension QueueConfiguration {
  /// What orders its entries and chooses its agents.
  func checkRouting(_ path: String, _ mistakes: inout [ConfigurationMistake]) {
    checkSpan(waitGuardMs, path + ".waitGuardMs", positive: false, &mistakes)
    if let strategy, !strategy.exists {
      mistakes.append(
        ConfigurationMistake(
          path + ".strategy", "\(strategy.name) does not exist yet; there are \(Strategy.namesOfExisting)"))
    }
    if classes.count > CoreLimits.priorityClassesMax {
      mistakes.append(ConfigurationMistake(path + ".classes", "more than \(CoreLimits.priorityClassesMax)"))
    }
    var priorities = Set<Int32>()
    for (index, kind) in classes.enumerated() {
      let place = "\(path).classes[\(index)]"
      if !priorities.insert(kind.priority).inserted {
        mistakes.append(ConfigurationMistake(place + ".priority", "\(kind.priority) has a class already"))
      }
      checkSpan(kind.offsetMs, place + ".offsetMs", positive: false, &mistakes)
      if kind.accelerationPercent > CoreLimits.accelerationPercentMax {
        mistakes.append(
          ConfigurationMistake(
            place + ".accelerationPercent", "more than \(CoreLimits.accelerationPercentMax)"))
      }
    }
  }

  /// Of entries of this priority.
  package func priorityClass(of priority: Int32) -> PriorityClass {
    classes.first { $0.priority == priority } ?? PriorityClass(priority: priority, accelerationPercent: 100)
  }
}

extension Strategy {
  /// Chooses agents today.
  var exists: Bool {
    switch self {
    case .longestIdle, .bestSkill: true
    case .roundRobin, .fewestCalls, .leastTalkTime, .occupancy, .linear, .randomWeighted, .ringAll,
      .ringProgressively, .lastAgent:
      false
    }
  }

  static var namesOfExisting: String { allCases.filter(\.exists).map(\.name).joined(separator: ", ") }
}
