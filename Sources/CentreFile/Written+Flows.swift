import Events
import Values

extension Flow {
  func written(full: Bool) -> Written {
    .group(nodes.map { Written.Key($0.name, $0.step.written(full: full)) })
  }
}

extension FlowNode.Step {
  fileprivate func written(full: Bool) -> Written {
    var keys = Keys(full: full)
    switch self {
    case .play(let play):
      keys.add("play", play.prompt)
      keys.add("next", play.next)
    case .menu(let menu):
      keys.add("menu", menu.prompt)
      keys.add("options", group: menu.options.map(\.written))
      keys.add(menu.input)
    case .collect(let collect):
      keys.add("collect", collect.prompt)
      let range = "\(collect.digitsMin)-\(collect.digitsMax)"
      keys.add("digits", collect.digitsMin == collect.digitsMax ? "\(collect.digitsMin)" : range)
      keys.add("terminator", collect.terminator, default: "")
      keys.add("masked", collect.masked ? "yes" : "no", default: "no")
      keys.add("next", collect.next)
      keys.add(collect.input)
    case .queue(let queue):
      keys.add("queue", queue.queue.text)
      keys.add("priority", "\(queue.priority)", default: "0")
      keys.add("skills", group: queue.skills.written)
      if !queue.otherwise.isEmpty { keys.add("otherwise", queue.otherwise) }
    case .hangUp(let end): keys.add("hang-up", end.cause)
    case .unknown: break
    }
    return keys.written
  }
}

extension MenuOption {
  fileprivate var written: Written.Key {
    guard !name.isEmpty else { return Written.Key(digits, .text(next)) }
    return Written.Key(digits, .group([Written.Key("name", .text(name)), Written.Key("next", .text(next))]))
  }
}

extension Keys {
  fileprivate mutating func add(_ kind: String, _ prompt: FlowPrompt) {
    add(kind, prompt.name)
    add("at-most", SpanText.write(prompt.msMax), default: SpanText.write(Defaults.promptMax))
    add("barge-in", prompt.bargeIn ? "yes" : "no", default: "yes")
  }

  fileprivate mutating func add(_ input: FlowInput) {
    add("first-digit", SpanText.write(input.firstDigitMs), default: SpanText.write(Defaults.firstDigit))
    add("inter-digit", SpanText.write(input.interDigitMs), default: SpanText.write(Defaults.interDigit))
    add("tries", "\(input.triesMax)", default: "\(Defaults.tries)")
    addWayOut("no-input", prompt: input.noInputPrompt, next: input.noInputNext)
    addWayOut("no-match", prompt: input.noMatchPrompt, next: input.noMatchNext)
  }

  private mutating func addWayOut(_ name: String, prompt: String, next: String) {
    guard !prompt.isEmpty else { return add(name, next) }
    add(name, group: [Written.Key("prompt", .text(prompt)), Written.Key("next", .text(next))])
  }
}
