/// What decoding a file gathers beside its result: every mistake, and where each value of the configuration came from,
/// so that what the domain finds wrong is told at its place in the file.
struct Decoding {
  private(set) var mistakes: [FileMistake] = []
  /// By the domain's path, as `queues[2].ringMsMax`.
  private var places: [String: Place] = [:]

  mutating func note(
    _ place: Place, _ problem: String, expected: String = "", word: String = "", choices: [String] = []
  ) {
    guard mistakes.count < YAMLLimits.mistakesMax else { return }
    mistakes.append(FileMistake(place, problem, expected: expected, word: word, choices: choices))
  }

  mutating func found(_ path: String, at place: Place) { places[path] = place }

  /// Of the path, or of the nearest thing around it that stands in the file.
  func place(of path: String) -> Place {
    var path = path[...]
    while true {
      if let place = places[String(path)] { return place }
      guard let end = path.lastIndex(where: { $0 == "." || $0 == "[" }) else { return Place(line: 1, column: 1) }
      path = path[..<end]
    }
  }
}

/// The keys of one group, taken one by one; what is left at the end is not known here.
struct Group {
  let place: Place
  private var entries: [String: YAMLEntry]
  private let order: [String]
  private var taken: [String] = []

  /// `nil`: it is no group of keys; the mistake is noted.
  init?(_ node: YAMLNode, _ what: String, _ decoding: inout Decoding) {
    place = node.place
    if node.isNothing {
      (entries, order) = ([:], [])
      return
    }
    guard case .mapping(let mapping) = node.content else {
      decoding.note(node.place, "\(what) is \(node.kind)", expected: "a group of keys")
      return nil
    }
    entries = Dictionary(mapping.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    order = mapping.map(\.key)
  }

  mutating func take(_ key: String) -> YAMLEntry? {
    taken.append(key)
    return entries.removeValue(forKey: key)
  }

  func has(_ key: String) -> Bool { entries[key] != nil }

  /// After all known keys were taken: the rest are mistakes.
  func finish(_ what: String, _ decoding: inout Decoding) {
    for key in order {
      guard let entry = entries[key] else { continue }
      decoding.note(
        entry.place, "\(what) has no key ‘\(key)’", expected: "one of \(taken.joined(separator: ", "))", word: key,
        choices: taken)
    }
  }
}
