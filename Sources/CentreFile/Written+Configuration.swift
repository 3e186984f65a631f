import Events
import Values

extension Limits {
  func written(full: Bool) -> [Written.Key] {
    var keys = Keys(full: full)
    keys.add("open-calls", "\(openCallsMax)", default: "\(Defaults.limits.openCallsMax)")
    keys.add("queue-length", "\(queueLengthMax)", default: "\(Defaults.limits.queueLengthMax)")
    keys.add("call-time", SpanText.write(callMsMax), default: SpanText.write(Defaults.limits.callMsMax))
    return keys.all
  }
}

extension QueueConfiguration {
  func written(full: Bool) -> Written {
    var keys = Keys(full: full)
    keys.add("name", name, default: "")
    keys.add("service-level", SpanText.write(serviceLevelTargetMs), default: SpanText.write(Defaults.serviceLevel))
    keys.add("short-abandon", SpanText.write(shortAbandonMs), default: SpanText.write(Defaults.shortAbandon))
    keys.add("ring", SpanText.write(ringMsMax), default: SpanText.write(Defaults.ring))
    keys.add("wrap-up", SpanText.write(wrapUpMsMax), default: "0s")
    keys.add("max-wait", SpanText.write(waitMsMax), default: "0s")
    keys.add("max-length", "\(lengthMax)", default: "0")
    keys.add("strikes", "\(strikesMax)", default: "0")
    keys.add("strikes-pause", SpanText.write(strikesPauseMs), default: "0s")
    keys.add("skills", group: skills.written)
    keys.add("relaxation", list: relaxation.map { $0.written(full: full) })
    if let strategy { keys.add("strategy", strategy.fileName) }
    keys.add("priorities", list: classes.map { $0.written(full: full) })
    keys.add("wait-guard", SpanText.write(waitGuardMs), default: "0s")
    return keys.written
  }
}

extension [SkillRequirement] {
  var written: [Written.Key] {
    map { requirement in
      guard requirement.preferred, requirement.minLevel > 0 else {
        let text = requirement.preferred ? "preferred" : requirement.minLevel == 0 ? "any" : "\(requirement.minLevel)"
        return Written.Key(requirement.skill.text, .text(text))
      }
      return Written.Key(
        requirement.skill.text,
        .group([
          Written.Key("level", .text("\(requirement.minLevel)")), Written.Key("preferred", .text("yes")),
        ]))
    }
  }
}

extension RelaxationStep {
  fileprivate func written(full: Bool) -> Written {
    var keys = Keys(full: full)
    keys.add("after", SpanText.write(afterMs))
    keys.add("skills", group: skills.written)
    return keys.written
  }
}

extension PriorityClass {
  fileprivate func written(full: Bool) -> Written {
    var keys = Keys(full: full)
    keys.add("priority", "\(priority)")
    keys.add("offset", SpanText.write(offsetMs), default: "0s")
    keys.add("acceleration", "\(accelerationPercent)%", default: "\(Defaults.acceleration)%")
    return keys.written
  }
}

extension AgentConfiguration {
  func written(full: Bool) -> Written {
    var keys = Keys(full: full)
    keys.add("name", name, default: "")
    keys.add("skills", group: skills.map { Written.Key($0.skill.text, .text("\($0.level)")) })
    keys.add("queues", names: queues.map(\.text))
    return keys.written
  }
}

extension EntryPoint {
  var fileName: String { dialled == "*" ? CentreFile.defaultNumber : dialled }

  func written(full: Bool) -> Written {
    var keys = Keys(full: full)
    switch target {
    case .flow(let target): keys.add("flow", target.flow)
    case .queue(let target):
      keys.add("queue", target.queue.text)
      keys.add("priority", "\(target.priority)", default: "0")
      keys.add("skills", group: target.skills.written)
    case .unknown: break
    }
    return keys.written
  }
}
