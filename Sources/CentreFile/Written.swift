/// What a configuration is in the file, before it is laid out: printed by `CentreText`, compared by `CentreChange`.
indirect enum Written: Equatable {
  case text(String)
  case names([String])
  case group([Key])
  case list([Written])

  struct Key: Equatable {
    let name: String
    let value: Written

    init(_ name: String, _ value: Written) {
      self.name = name
      self.value = value
    }
  }

  /// Every single value with the keys that lead to it, as `options.1.next`.
  func leaves(_ path: String = "") -> [(path: String, text: String)] {
    func below(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }
    switch self {
    case .text(let text): return [(path, text)]
    case .names(let names): return [(path, names.joined(separator: ", "))]
    case .group(let keys): return keys.flatMap { $0.value.leaves(below($0.name)) }
    case .list(let elements): return elements.enumerated().flatMap { $1.leaves(below(String($0 + 1))) }
    }
  }
}

/// Keys of one thing, put together: what equals its default is left out unless everything is wanted.
struct Keys {
  private(set) var all: [Written.Key] = []
  let full: Bool

  init(full: Bool) { self.full = full }

  var written: Written { .group(all) }

  mutating func add(_ name: String, _ value: String, default: String? = nil) {
    if full || value != `default` { all.append(Written.Key(name, .text(value))) }
  }

  mutating func add(_ name: String, group: [Written.Key]) {
    if !group.isEmpty { all.append(Written.Key(name, .group(group))) }
  }

  mutating func add(_ name: String, list: [Written]) {
    if !list.isEmpty { all.append(Written.Key(name, .list(list))) }
  }

  mutating func add(_ name: String, names: [String]) {
    if !names.isEmpty { all.append(Written.Key(name, .names(names))) }
  }
}
