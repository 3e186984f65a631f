import Events
import Values

// What stands against a configuration's flows, each flow for itself. How its nodes lead on is FlowPaths.swift.
extension Configuration {
  func checkFlows(queues: Set<QueueID>, _ mistakes: inout [ConfigurationMistake]) {
    if flows.count > CoreLimits.flowsMax {
      mistakes.append(ConfigurationMistake("flows", "more than \(CoreLimits.flowsMax)"))
    }
    var names = Set<String>()
    for (index, flow) in flows.enumerated() {
      let path = "flows[\(index)]"
      checkName(flow.name, path + ".name", &mistakes)
      if !names.insert(flow.name).inserted { mistakes.append(ConfigurationMistake(path + ".name", "named twice")) }
      flow.check(path, queues: self.queues, &mistakes)
    }
    checkEntryPoints(flows: names, queues: queues, &mistakes)
  }

  private func checkEntryPoints(
    flows: Set<String>, queues: Set<QueueID>, _ mistakes: inout [ConfigurationMistake]
  ) {
    if entryPoints.count > CoreLimits.entryPointsMax {
      mistakes.append(ConfigurationMistake("entryPoints", "more than \(CoreLimits.entryPointsMax)"))
    }
    var numbers = Set<String>()
    for (index, point) in entryPoints.enumerated() {
      let path = "entryPoints[\(index)]"
      if !point.isNumber {
        mistakes.append(
          ConfigurationMistake(path + ".dialled", "must be digits after an optional +, and may end with *"))
      }
      if !numbers.insert(point.dialled).inserted {
        mistakes.append(ConfigurationMistake(path + ".dialled", "named twice"))
      }
      switch point.target {
      case .flow(let target):
        if !flows.contains(target.flow) {
          mistakes.append(ConfigurationMistake(path + ".flow", "\(target.flow) is not a flow"))
        }
      case .queue(let target):
        checkLine(target.queue, target.skills, path, self.queues, &mistakes)
      case .unknown(let field):
        mistakes.append(ConfigurationMistake(path, "target \(field) is of a newer version: update this server"))
      }
    }
  }
}

extension EntryPoint {
  fileprivate var isNumber: Bool {
    var rest = dialled.utf8[...]
    if rest.last == UInt8(ascii: "*") { rest = rest.dropLast() }
    let pattern = rest.count < dialled.utf8.count
    if rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
    return rest.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } && rest.count <= 32
      && (pattern || !rest.isEmpty)
  }
}

extension Flow {
  fileprivate func check(_ path: String, queues: [QueueConfiguration], _ mistakes: inout [ConfigurationMistake]) {
    if nodes.isEmpty { mistakes.append(ConfigurationMistake(path + ".nodes", "missing: a flow needs a node")) }
    guard nodes.count <= CoreLimits.nodesPerFlow else {
      mistakes.append(ConfigurationMistake(path + ".nodes", "more than \(CoreLimits.nodesPerFlow)"))
      return
    }
    var names = Set<String>()
    for (index, node) in nodes.enumerated() {
      let place = "\(path).nodes[\(index)]"
      checkName(node.name, place + ".name", &mistakes)
      if !names.insert(node.name).inserted { mistakes.append(ConfigurationMistake(place + ".name", "named twice")) }
      switch node.step {
      case .play(let play): checkPrompt(play.prompt, place + ".play.prompt", &mistakes)
      case .menu(let menu): menu.check(place + ".menu", &mistakes)
      case .collect(let collect): collect.check(place + ".collect", &mistakes)
      case .queue(let queue): checkLine(queue.queue, queue.skills, place + ".queue", queues, &mistakes)
      case .hangUp: break
      case .unknown(let field):
        mistakes.append(ConfigurationMistake(place, "step \(field) is of a newer version: update this server"))
      }
    }
    FlowPaths(self, path).check(&mistakes)
  }
}

extension MenuNode {
  fileprivate func check(_ path: String, _ mistakes: inout [ConfigurationMistake]) {
    checkPrompt(prompt, path + ".prompt", &mistakes)
    checkInput(input, path + ".input", &mistakes)
    if options.isEmpty { mistakes.append(ConfigurationMistake(path + ".options", "missing: a menu needs an option")) }
    guard options.count <= CoreLimits.optionsPerMenu else {
      mistakes.append(ConfigurationMistake(path + ".options", "more than \(CoreLimits.optionsPerMenu)"))
      return
    }
    var branches = Set<String>()
    for (index, option) in options.enumerated() {
      let place = "\(path).options[\(index)]"
      if option.digits.isEmpty || !Keys.areAll(option.digits) || option.digits.utf8.count > CoreLimits.digitsPerOption {
        mistakes.append(
          ConfigurationMistake(place + ".digits", "must be 1 to \(CoreLimits.digitsPerOption) of 0-9 * #"))
      } else if options[..<index].contains(where: { $0.digits == option.digits }) {
        mistakes.append(ConfigurationMistake(place + ".digits", "\(option.digits) is another option's already"))
      } else if let other = options.first(where: { $0.digits != option.digits && option.digits.hasPrefix($0.digits) }),
        !other.digits.isEmpty
      {
        mistakes.append(
          ConfigurationMistake(place + ".digits", "ambiguous: option \(other.digits) is taken as soon as it is pressed")
        )
      }
      if !option.name.isEmpty {
        checkName(option.name, place + ".name", &mistakes)
        if !branches.insert(option.name).inserted {
          mistakes.append(ConfigurationMistake(place + ".name", "named twice"))
        }
      }
    }
  }
}

extension CollectNode {
  fileprivate func check(_ path: String, _ mistakes: inout [ConfigurationMistake]) {
    checkPrompt(prompt, path + ".prompt", &mistakes)
    checkInput(input, path + ".input", &mistakes)
    if digitsMin == 0 { mistakes.append(ConfigurationMistake(path + ".digitsMin", "must be at least 1")) }
    if digitsMax < digitsMin {
      mistakes.append(ConfigurationMistake(path + ".digitsMax", "must be at least digitsMin"))
    }
    if digitsMax > UInt32(CoreLimits.digitsCollectedMax) {
      mistakes.append(ConfigurationMistake(path + ".digitsMax", "more than \(CoreLimits.digitsCollectedMax)"))
    }
    if !["", "*", "#"].contains(terminator) {
      mistakes.append(ConfigurationMistake(path + ".terminator", "must be * or #"))
    }
  }
}

private func checkInput(_ input: FlowInput, _ path: String, _ mistakes: inout [ConfigurationMistake]) {
  checkSpan(input.firstDigitMs, path + ".firstDigitMs", positive: true, &mistakes)
  checkSpan(input.interDigitMs, path + ".interDigitMs", positive: true, &mistakes)
  if !(1...UInt32(CoreLimits.triesMax)).contains(input.triesMax) {
    mistakes.append(ConfigurationMistake(path + ".triesMax", "must be 1 to \(CoreLimits.triesMax)"))
  }
  checkPromptName(input.noInputPrompt, path + ".noInputPrompt", &mistakes)
  checkPromptName(input.noMatchPrompt, path + ".noMatchPrompt", &mistakes)
}

private func checkPrompt(_ prompt: FlowPrompt, _ path: String, _ mistakes: inout [ConfigurationMistake]) {
  if prompt.name.isEmpty {
    mistakes.append(ConfigurationMistake(path + ".name", "missing: the caller would hear nothing"))
  }
  checkPromptName(prompt.name, path + ".name", &mistakes)
  checkSpan(prompt.msMax, path + ".msMax", positive: true, &mistakes)
}

private func checkPromptName(_ name: String, _ path: String, _ mistakes: inout [ConfigurationMistake]) {
  if name.utf8.count > CoreLimits.promptNameMax {
    mistakes.append(ConfigurationMistake(path, "more than \(CoreLimits.promptNameMax) bytes"))
  }
}

private func checkName(_ name: String, _ path: String, _ mistakes: inout [ConfigurationMistake]) {
  if !TextIdentifierRule.permits(name) {
    mistakes.append(ConfigurationMistake(path, "must be \(TextIdentifierRule.statement)"))
  }
}

/// A way into a line: the queue is there, and its skills and these are not too many together.
private func checkLine(
  _ queue: QueueID, _ skills: [SkillRequirement], _ path: String, _ queues: [QueueConfiguration],
  _ mistakes: inout [ConfigurationMistake]
) {
  checkRequirements(skills, path + ".skills", &mistakes)
  guard let configured = queues.first(where: { $0.id == queue }) else {
    mistakes.append(ConfigurationMistake(path + ".queue", "\(queue) is not a queue"))
    return
  }
  if skills.count <= CoreLimits.skillsMax, configured.requirements(and: skills).count > CoreLimits.skillsMax {
    mistakes.append(
      ConfigurationMistake(path + ".skills", "more than \(CoreLimits.skillsMax) with those of \(queue)"))
  }
}
