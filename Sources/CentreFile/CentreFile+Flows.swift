import Events
import Values

extension CentreFile {
  static func flow(_ entry: YAMLEntry, _ path: String, _ decoding: inout Decoding) -> Flow {
    decoding.found(path, at: entry.place)
    var flow = Flow(name: entry.key)
    guard case .mapping(let nodes) = entry.value.content else {
      decoding.note(entry.value.place, "flow \(entry.key) is \(entry.value.kind)", expected: "a group of nodes by name")
      return flow
    }
    for node in nodes where node.isName(&decoding) {
      guard let step = step(node, "\(path).nodes[\(flow.nodes.count)]", &decoding) else { continue }
      flow.nodes.append(FlowNode(name: node.key, step: step))
    }
    return flow
  }

  private static let kinds = ["play", "menu", "collect", "queue", "hang-up"]

  /// The kind of a node is the one key of `kinds` that it has.
  private static func step(_ entry: YAMLEntry, _ path: String, _ decoding: inout Decoding) -> FlowNode.Step? {
    decoding.found(path, at: entry.place)
    let what = "node \(entry.key)"
    guard var keys = Group(entry.value, what, &decoding) else { return nil }
    let found = kinds.filter { keys.has($0) }
    guard found.count == 1, let kind = found.first, let value = keys.take(kind) else {
      let which = found.isEmpty ? "does not say what it does" : "is several things: \(found.joined(separator: ", "))"
      decoding.note(entry.place, "\(what) \(which)", expected: "one of the keys \(kinds.joined(separator: ", "))")
      return nil
    }
    defer { keys.finish(what, &decoding) }
    switch kind {
    case "play":
      return .play(
        PlayNode(
          prompt: prompt(value, &keys, path + ".play.prompt", &decoding),
          next: keys.text("next", path + ".play.next", &decoding) ?? ""))
    case "menu":
      return .menu(
        MenuNode(
          prompt: prompt(value, &keys, path + ".menu.prompt", &decoding),
          input: input(&keys, path + ".menu.input", &decoding),
          options: options(keys.take("options"), path + ".menu.options", &decoding)))
    case "collect": return .collect(collect(value, &keys, path + ".collect", &decoding))
    case "queue":
      decoding.found(path + ".queue.queue", at: value.value.place)
      return .queue(
        QueueNode(
          queue: queueName(value, &decoding),
          priority: keys.number("priority", path + ".priority", &decoding, default: 0),
          skills: requirements(keys.take("skills"), path + ".queue.skills", &decoding),
          otherwise: keys.text("otherwise", path + ".queue.otherwise", &decoding) ?? ""))
    default: return .hangUp(HangUpNode(cause: value.value.isNothing ? "" : value.text(&decoding) ?? ""))
    }
  }

  private static func prompt(
    _ entry: YAMLEntry, _ keys: inout Group, _ path: String, _ decoding: inout Decoding
  ) -> FlowPrompt {
    decoding.found(path, at: entry.value.place)
    let name = entry.value.isNothing ? "" : entry.text(&decoding) ?? "?"
    return FlowPrompt(
      name: name, msMax: keys.span("at-most", path + ".msMax", &decoding, default: Defaults.promptMax),
      bargeIn: keys.yesNo("barge-in", &decoding, default: true))
  }

  private static func collect(
    _ entry: YAMLEntry, _ keys: inout Group, _ path: String, _ decoding: inout Decoding
  ) -> CollectNode {
    let prompt = prompt(entry, &keys, path + ".prompt", &decoding)
    let input = input(&keys, path + ".input", &decoding)
    let digits = digits(keys.take("digits"), entry.place, path, &decoding)
    return CollectNode(
      prompt: prompt, input: input, digitsMin: digits.lowerBound, digitsMax: digits.upperBound,
      terminator: keys.text("terminator", path + ".terminator", &decoding) ?? "",
      masked: keys.yesNo("masked", &decoding, default: false),
      next: keys.text("next", path + ".next", &decoding) ?? "")
  }

  /// `4-6`, or `4` for exactly four.
  private static func digits(
    _ entry: YAMLEntry?, _ node: Place, _ path: String, _ decoding: inout Decoding
  ) -> ClosedRange<UInt32> {
    guard let entry else {
      decoding.note(node, "digits is missing", expected: "digits: 4, or digits: 4-6")
      return 1...1
    }
    decoding.found(path + ".digitsMin", at: entry.value.place)
    decoding.found(path + ".digitsMax", at: entry.value.place)
    guard let text = entry.text(&decoding) else { return 1...1 }
    let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { UInt32($0) }
    guard (1...2).contains(parts.count), let first = parts[0], let last = parts[parts.count - 1], first <= last else {
      decoding.note(entry.value.place, "digits: ‘\(text)’ is no count of digits", expected: "as 4, or 4-6")
      return 1...1
    }
    return first...last
  }

  private static func input(_ keys: inout Group, _ path: String, _ decoding: inout Decoding) -> FlowInput {
    var input = FlowInput(
      firstDigitMs: keys.span("first-digit", path + ".firstDigitMs", &decoding, default: Defaults.firstDigit),
      interDigitMs: keys.span("inter-digit", path + ".interDigitMs", &decoding, default: Defaults.interDigit),
      triesMax: keys.number("tries", path + ".triesMax", &decoding, default: Defaults.tries))
    (input.noInputPrompt, input.noInputNext) = wayOut(keys.take("no-input"), path + ".noInput", &decoding)
    (input.noMatchPrompt, input.noMatchNext) = wayOut(keys.take("no-match"), path + ".noMatch", &decoding)
    return input
  }

  /// `no-input: operator`, or `no-input: {prompt: are-you-there, next: operator}`.
  private static func wayOut(
    _ entry: YAMLEntry?, _ path: String, _ decoding: inout Decoding
  ) -> (prompt: String, next: String) {
    guard let entry else { return ("", "") }
    decoding.found(path + "Next", at: entry.place)
    guard case .mapping = entry.value.content, var keys = Group(entry.value, entry.key, &decoding) else {
      return ("", entry.text(&decoding) ?? "")
    }
    defer { keys.finish(entry.key, &decoding) }
    return (
      keys.text("prompt", path + "Prompt", &decoding) ?? "", keys.text("next", path + "Next", &decoding) ?? ""
    )
  }

  /// `1: sales`, or `1: {name: to-sales, next: sales}`.
  private static func options(_ entry: YAMLEntry?, _ path: String, _ decoding: inout Decoding) -> [MenuOption] {
    guard let entry, !entry.value.isNothing else { return [] }
    decoding.found(path, at: entry.place)
    guard case .mapping(let options) = entry.value.content else {
      decoding.note(entry.value.place, "options is \(entry.value.kind)", expected: "a group, as 1: sales")
      return []
    }
    return options.enumerated().map { index, option in
      let place = "\(path)[\(index)]"
      decoding.found(place, at: option.place)
      decoding.found(place + ".next", at: option.value.place)
      guard case .mapping = option.value.content, var keys = Group(option.value, "option \(option.key)", &decoding)
      else { return MenuOption(digits: option.key, next: option.text(&decoding) ?? "") }
      defer { keys.finish("option \(option.key)", &decoding) }
      return MenuOption(
        digits: option.key, name: keys.text("name", place + ".name", &decoding) ?? "",
        next: keys.text("next", place + ".next", &decoding) ?? "")
    }
  }
}
