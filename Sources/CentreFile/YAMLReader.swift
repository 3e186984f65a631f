/// Reads one YAML document through libyaml's events. What YAML offers beyond keys, lists and text (aliases, tags,
/// several documents) is refused: a file that people review says each thing where it stands.
package struct YAMLReader {
  private var mistakes: [FileMistake] = []
  private var nodes = 0

  /// The document, or what is wrong with it. A mistake of the form ends the reading; other mistakes are all told.
  package static func read(_ bytes: [UInt8]) -> Result<YAMLNode, YAMLMistakes> {
    if let mistake = YAMLText.mistake(in: bytes) { return .failure(YAMLMistakes(all: [mistake])) }
    var reader = YAMLReader()
    guard let node = reader.document(YAMLEvents(bytes)), reader.mistakes.isEmpty else {
      if reader.mistakes.isEmpty { reader.mistakes = [FileMistake(Place(line: 1, column: 1), "the file is empty")] }
      return .failure(YAMLMistakes(all: reader.mistakes.sorted { $0.place < $1.place }))
    }
    return .success(node)
  }

  private mutating func document(_ events: YAMLEvents) -> YAMLNode? {
    var root: YAMLNode?
    var documents = 0
    while let event = next(events) {
      switch event.kind {
      case .documentStart:
        documents += 1
        if documents > 1 {
          note(event.place, "a second document begins here", expected: "one document in a file")
          return nil
        }
      case .streamEnd: return root
      case .structure: break
      case .end: break
      case .scalar, .sequenceStart, .mappingStart, .alias:
        guard let node = node(event, events, depth: 1) else { return nil }
        root = node
      }
    }
    return nil
  }

  /// `nil`: the reading is over.
  private mutating func next(_ events: YAMLEvents) -> YAMLEvent? {
    guard mistakes.count < YAMLLimits.mistakesMax else { return nil }
    do throws(FileMistake) {
      return try events.next()
    } catch {
      mistakes.append(error)
      return nil
    }
  }

  private mutating func note(_ place: Place, _ problem: String, expected: String = "") {
    mistakes.append(FileMistake(place, problem, expected: expected))
  }

  private mutating func node(_ event: YAMLEvent, _ events: YAMLEvents, depth: Int) -> YAMLNode? {
    nodes += 1
    if nodes > YAMLLimits.nodesMax {
      note(event.place, "the file has more than \(YAMLLimits.nodesMax) values")
      return nil
    }
    if depth > YAMLLimits.depthMax {
      note(event.place, "nested more than \(YAMLLimits.depthMax) deep")
      return nil
    }
    if event.hasTag { note(event.place, "tags (!…) are not understood here", expected: "the plain value") }
    if event.hasAnchor {
      note(event.place, "anchors (&…) are not understood here", expected: "each thing where it belongs")
    }
    switch event.kind {
    case .scalar(let text, let quoted):
      return YAMLNode(place: event.place, content: .scalar(text, quoted: quoted))
    case .alias:
      note(event.place, "aliases (*…) are not understood here", expected: "the value itself")
      return YAMLNode(place: event.place, content: .scalar("", quoted: true))
    case .sequenceStart: return sequence(event, events, depth)
    case .mappingStart: return mapping(event, events, depth)
    case .documentStart, .streamEnd, .structure, .end: return nil
    }
  }

  private mutating func sequence(_ event: YAMLEvent, _ events: YAMLEvents, _ depth: Int) -> YAMLNode? {
    var elements: [YAMLNode] = []
    while let element = next(events) {
      if element.kind == .end { return YAMLNode(place: event.place, content: .sequence(elements)) }
      guard let node = node(element, events, depth: depth + 1) else { return nil }
      elements.append(node)
    }
    return nil
  }

  private mutating func mapping(_ event: YAMLEvent, _ events: YAMLEvents, _ depth: Int) -> YAMLNode? {
    var entries: [YAMLEntry] = []
    var places: [String: Place] = [:]
    while let key = next(events) {
      if key.kind == .end { return YAMLNode(place: event.place, content: .mapping(entries)) }
      guard let keyNode = node(key, events, depth: depth + 1), let first = next(events),
        let value = node(first, events, depth: depth + 1)
      else { return nil }
      guard case .scalar(let text, _) = keyNode.content else {
        note(key.place, "\(keyNode.kind) is no key", expected: "a name")
        continue
      }
      if let former = places[text] {
        note(key.place, "\(text) is here twice, first at line \(former.line)", expected: "each key once")
        continue
      }
      places[text] = key.place
      entries.append(YAMLEntry(key: text, place: key.place, value: value))
    }
    return nil
  }
}

package struct YAMLMistakes: Error, Sendable, Equatable {
  package let all: [FileMistake]
}
