import Events
import Values

extension CentreFile {
  static func agent(_ entry: YAMLEntry, _ path: String, _ decoding: inout Decoding) -> AgentConfiguration {
    decoding.found(path, at: entry.place)
    var agent = AgentConfiguration(id: AgentID(unchecked: entry.key))
    guard var keys = Group(entry.value, "agent \(entry.key)", &decoding) else { return agent }
    agent.name = keys.text("name", path + ".name", &decoding) ?? ""
    agent.skills = skills(keys.take("skills"), path + ".skills", &decoding) { skill, path, decoding in
      decoding.found(path + ".level", at: skill.value.place)
      return SkillLevel(skill: SkillID(unchecked: skill.key), level: skill.number(&decoding) ?? 1)
    }
    if let queues = keys.take("queues") {
      for (index, queue) in queues.names(&decoding).enumerated() {
        decoding.found("\(path).queues[\(index)]", at: queue.place)
        agent.queues.append(QueueID(unchecked: queue.text))
      }
    }
    keys.finish("agent \(entry.key)", &decoding)
    return agent
  }

  /// `"+31201234567": {flow: main}`, `"+3120*": {queue: sales, priority: 2}`; `default` is any other number.
  static func entryPoints(_ keys: inout Group, _ decoding: inout Decoding) -> [EntryPoint] {
    guard let entry = keys.take("numbers"), !entry.value.isNothing else { return [] }
    decoding.found("entryPoints", at: entry.place)
    guard case .mapping(let numbers) = entry.value.content else {
      decoding.note(
        entry.value.place, "numbers is \(entry.value.kind)", expected: "a group, as \"+3120\": {flow: main}")
      return []
    }
    var points: [EntryPoint] = []
    for number in numbers {
      guard let point = entryPoint(number, "entryPoints[\(points.count)]", &decoding) else { continue }
      points.append(point)
    }
    return points
  }

  private static func entryPoint(_ entry: YAMLEntry, _ path: String, _ decoding: inout Decoding) -> EntryPoint? {
    decoding.found(path, at: entry.place)
    guard var keys = Group(entry.value, "number \(entry.key)", &decoding) else { return nil }
    let dialled = entry.key == defaultNumber ? "*" : entry.key
    guard !dialled.isEmpty else {
      decoding.note(entry.place, "this number is empty", expected: "digits, or \(defaultNumber)")
      return nil
    }
    defer { keys.finish("number \(entry.key)", &decoding) }
    switch (keys.take("flow"), keys.take("queue")) {
    case (let flow?, nil):
      decoding.found(path + ".flow", at: flow.value.place)
      guard let name = flow.text(&decoding) else { return nil }
      return EntryPoint(dialled: dialled, target: .flow(EntryPointFlow(flow: name)))
    case (nil, let queue?):
      decoding.found(path + ".queue", at: queue.value.place)
      let target = EntryPointQueue(
        queue: queueName(queue, &decoding),
        priority: keys.number("priority", path + ".priority", &decoding, default: 0),
        skills: requirements(keys.take("skills"), path + ".skills", &decoding))
      return EntryPoint(dialled: dialled, target: .queue(target))
    default:
      decoding.note(
        entry.place, "number \(entry.key) leads nowhere, or to two things", expected: "either flow or queue")
      _ = (keys.take("priority"), keys.take("skills"))
      return nil
    }
  }

  /// A name that can be none is noted; it stands for no queue then.
  static func queueName(_ entry: YAMLEntry, _ decoding: inout Decoding) -> QueueID {
    guard let text = entry.text(&decoding) else { return QueueID(unchecked: "-") }
    return QueueID(unchecked: text.isEmpty ? "-" : text)
  }

  static let defaultNumber = "default"
}
