import Values

// Single values of a group. A value that is wrong is noted, and its default taken, so that all mistakes are found.
extension Group {
  mutating func text(_ key: String, _ path: String, _ decoding: inout Decoding) -> String? {
    guard let entry = take(key) else { return nil }
    decoding.found(path, at: entry.value.place)
    return entry.text(&decoding)
  }

  mutating func span(_ key: String, _ path: String, _ decoding: inout Decoding, default: Milliseconds) -> Milliseconds {
    guard let entry = take(key) else { return `default` }
    decoding.found(path, at: entry.value.place)
    guard let text = entry.text(&decoding) else { return `default` }
    guard let span = SpanText.read(text) else {
      decoding.note(entry.value.place, "\(key): ‘\(text)’ is no span of time", expected: SpanText.accepted)
      return `default`
    }
    return span
  }

  mutating func number<N: FixedWidthInteger>(
    _ key: String, _ path: String, _ decoding: inout Decoding, default: N
  ) -> N {
    guard let entry = take(key) else { return `default` }
    decoding.found(path, at: entry.value.place)
    return entry.number(&decoding) ?? `default`
  }

  mutating func yesNo(_ key: String, _ decoding: inout Decoding, default: Bool) -> Bool {
    guard let entry = take(key), let text = entry.text(&decoding) else { return `default` }
    switch text {
    case "yes", "true": return true
    case "no", "false": return false
    default:
      decoding.note(
        entry.value.place, "\(key): ‘\(text)’ is neither yes nor no", expected: "yes or no", word: text,
        choices: ["yes", "no"])
      return `default`
    }
  }

  /// The entries of a group of names, as `queues`; each name checked against `TextIdentifierRule`.
  mutating func named(_ key: String, _ decoding: inout Decoding) -> [YAMLEntry] {
    guard let entry = take(key), !entry.value.isNothing else { return [] }
    decoding.found(key, at: entry.place)
    guard case .mapping(let entries) = entry.value.content else {
      decoding.note(entry.value.place, "\(key) is \(entry.value.kind)", expected: "a group of keys, one for each name")
      return []
    }
    return entries.filter { $0.isName(&decoding) }
  }
}

extension YAMLEntry {
  /// The value as text; `nil` with a mistake noted for a list, a group or nothing.
  func text(_ decoding: inout Decoding) -> String? {
    guard case .scalar(let text, _) = value.content, !value.isNothing else {
      decoding.note(value.place, "\(key) is \(value.kind)", expected: "a single value")
      return nil
    }
    return text
  }

  func number<N: FixedWidthInteger>(_ decoding: inout Decoding) -> N? {
    guard let text = text(&decoding) else { return nil }
    guard let number = N(text) else {
      decoding.note(
        value.place, "\(key): ‘\(text)’ is no whole number here", expected: "a number from \(N.min) to \(N.max)")
      return nil
    }
    return number
  }

  func isName(_ decoding: inout Decoding) -> Bool {
    if TextIdentifierRule.permits(key) { return true }
    decoding.note(place, "‘\(key)’ is no name", expected: TextIdentifierRule.statement)
    return false
  }

  /// A list of names, or a single one.
  func names(_ decoding: inout Decoding) -> [(text: String, place: Place)] {
    let nodes = if case .sequence(let elements) = value.content { elements } else { value.isNothing ? [] : [value] }
    return nodes.compactMap { node in
      guard case .scalar(let text, _) = node.content, TextIdentifierRule.permits(text) else {
        let what = if case .scalar(let text, _) = node.content { "‘\(text)’" } else { node.kind }
        decoding.note(node.place, "\(what) is no name", expected: TextIdentifierRule.statement)
        return nil
      }
      return (text, node.place)
    }
  }
}
