import Events
import Values

extension CentreFile {
  static func queue(_ entry: YAMLEntry, _ path: String, _ decoding: inout Decoding) -> QueueConfiguration {
    decoding.found(path, at: entry.place)
    var queue = QueueConfiguration(
      id: QueueID(unchecked: entry.key), serviceLevelTargetMs: Defaults.serviceLevel,
      shortAbandonMs: Defaults.shortAbandon, ringMsMax: Defaults.ring, wrapUpMsMax: .zero)
    guard var keys = Group(entry.value, "queue \(entry.key)", &decoding) else { return queue }
    queue.name = keys.text("name", path + ".name", &decoding) ?? ""
    queue.serviceLevelTargetMs = keys.span(
      "service-level", path + ".serviceLevelTargetMs", &decoding, default: queue.serviceLevelTargetMs)
    queue.shortAbandonMs = keys.span(
      "short-abandon", path + ".shortAbandonMs", &decoding, default: queue.shortAbandonMs)
    queue.ringMsMax = keys.span("ring", path + ".ringMsMax", &decoding, default: queue.ringMsMax)
    queue.wrapUpMsMax = keys.span("wrap-up", path + ".wrapUpMsMax", &decoding, default: .zero)
    queue.waitMsMax = keys.span("max-wait", path + ".waitMsMax", &decoding, default: .zero)
    queue.lengthMax = keys.number("max-length", path + ".lengthMax", &decoding, default: 0)
    queue.strikesMax = keys.number("strikes", path + ".strikesMax", &decoding, default: 0)
    queue.strikesPauseMs = keys.span("strikes-pause", path + ".strikesPauseMs", &decoding, default: .zero)
    queue.skills = requirements(keys.take("skills"), path + ".skills", &decoding)
    queue.relaxation = relaxation(keys.take("relaxation"), path + ".relaxation", &decoding)
    queue.strategy = strategy(keys.take("strategy"), path + ".strategy", &decoding)
    queue.classes = classes(keys.take("priorities"), path + ".classes", &decoding)
    queue.waitGuardMs = keys.span("wait-guard", path + ".waitGuardMs", &decoding, default: .zero)
    keys.finish("queue \(entry.key)", &decoding)
    return queue
  }

  /// `german: 5`, `german: any`, `french: preferred`, `loans: {level: 3, preferred: yes}`.
  static func requirements(_ entry: YAMLEntry?, _ path: String, _ decoding: inout Decoding) -> [SkillRequirement] {
    skills(entry, path, &decoding) { skill, path, decoding in
      var requirement = SkillRequirement(skill: SkillID(unchecked: skill.key))
      if case .mapping = skill.value.content, var keys = Group(skill.value, "skill \(skill.key)", &decoding) {
        requirement.minLevel = keys.number("level", path + ".minLevel", &decoding, default: 0)
        requirement.preferred = keys.yesNo("preferred", &decoding, default: false)
        keys.finish("skill \(skill.key)", &decoding)
        return requirement
      }
      decoding.found(path + ".minLevel", at: skill.value.place)
      guard let text = skill.text(&decoding) else { return requirement }
      switch text {
      case "any": break
      case "preferred": requirement.preferred = true
      default:
        guard let level = UInt32(text) else {
          decoding.note(
            skill.value.place, "skill \(skill.key): ‘\(text)’ is no level", expected: "1 to 10, any or preferred",
            word: text, choices: ["any", "preferred"])
          return requirement
        }
        requirement.minLevel = level
      }
      return requirement
    }
  }

  static func skills<Skill>(
    _ entry: YAMLEntry?, _ path: String, _ decoding: inout Decoding,
    _ decode: (YAMLEntry, String, inout Decoding) -> Skill
  ) -> [Skill] {
    guard let entry, !entry.value.isNothing else { return [] }
    decoding.found(path, at: entry.place)
    guard case .mapping(let skills) = entry.value.content else {
      decoding.note(entry.value.place, "\(entry.key) is \(entry.value.kind)", expected: "a group, as german: 5")
      return []
    }
    return skills.filter { $0.isName(&decoding) }.enumerated().map { index, skill in
      decoding.found("\(path)[\(index)]", at: skill.place)
      return decode(skill, "\(path)[\(index)]", &decoding)
    }
  }

  private static func relaxation(
    _ entry: YAMLEntry?, _ path: String, _ decoding: inout Decoding
  ) -> [RelaxationStep] {
    elements(entry, path, &decoding).enumerated().map { index, node in
      let place = "\(path)[\(index)]"
      var step = RelaxationStep(afterMs: .zero)
      guard var keys = Group(node, "a step of relaxation", &decoding) else { return step }
      if !keys.has("after") { decoding.note(node.place, "after is missing", expected: "after: SPAN, of the wait") }
      step.afterMs = keys.span("after", place + ".afterMs", &decoding, default: .seconds(Int64(index + 1)))
      step.skills = requirements(keys.take("skills"), place + ".skills", &decoding)
      keys.finish("a step of relaxation", &decoding)
      return step
    }
  }

  private static func classes(_ entry: YAMLEntry?, _ path: String, _ decoding: inout Decoding) -> [PriorityClass] {
    elements(entry, path, &decoding).enumerated().map { index, node in
      let place = "\(path)[\(index)]"
      var kind = PriorityClass(priority: Int32(index), accelerationPercent: Defaults.acceleration)
      guard var keys = Group(node, "a priority class", &decoding) else { return kind }
      if !keys.has("priority") { decoding.note(node.place, "priority is missing", expected: "priority: NUMBER") }
      kind.priority = keys.number("priority", place + ".priority", &decoding, default: kind.priority)
      kind.offsetMs = keys.span("offset", place + ".offsetMs", &decoding, default: .zero)
      kind.accelerationPercent = percent(keys.take("acceleration"), place + ".accelerationPercent", &decoding)
      keys.finish("a priority class", &decoding)
      return kind
    }
  }

  private static func percent(_ entry: YAMLEntry?, _ path: String, _ decoding: inout Decoding) -> UInt32 {
    guard let entry else { return Defaults.acceleration }
    decoding.found(path, at: entry.value.place)
    guard let text = entry.text(&decoding) else { return Defaults.acceleration }
    guard text.hasSuffix("%"), let percent = UInt32(text.dropLast()) else {
      decoding.note(entry.value.place, "\(entry.key): ‘\(text)’ is no percentage", expected: "as 150%")
      return Defaults.acceleration
    }
    return percent
  }

  private static func elements(_ entry: YAMLEntry?, _ path: String, _ decoding: inout Decoding) -> [YAMLNode] {
    guard let entry, !entry.value.isNothing else { return [] }
    decoding.found(path, at: entry.place)
    guard case .sequence(let elements) = entry.value.content else {
      decoding.note(entry.value.place, "\(entry.key) is \(entry.value.kind)", expected: "a list (- …)")
      return []
    }
    for (index, element) in elements.enumerated() { decoding.found("\(path)[\(index)]", at: element.place) }
    return elements
  }

  private static func strategy(_ entry: YAMLEntry?, _ path: String, _ decoding: inout Decoding) -> Strategy? {
    guard let entry else { return nil }
    decoding.found(path, at: entry.value.place)
    guard let text = entry.text(&decoding) else { return nil }
    if let strategy = Strategy.allCases.first(where: { $0.fileName == text }) { return strategy }
    let names = Strategy.allCases.map(\.fileName)
    decoding.note(
      entry.value.place, "there is no strategy ‘\(text)’", expected: "one of \(names.joined(separator: ", "))",
      word: text, choices: names)
    return nil
  }
}

extension Strategy {
  /// `longestIdle` is `longest-idle` in the file.
  var fileName: String { KeyNames.dashed(name) }
}
