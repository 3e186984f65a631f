import Foundation

/// What Package.swift says about targets, read as text: it is ours, and its few forms are known.
struct Manifest {
  enum Kind { case library, plugin, tests, executable, systemLibrary }

  struct Target: Equatable {
    let kind: Kind
    let name: String
    let dependencies: [String]
  }

  let targets: [Target]

  private static let forms: [(opening: String, kind: Kind)] = [
    ("pure(", .library), (".target(", .library), ("plugin(", .plugin), ("tests(", .tests),
    (".executableTarget(", .executable),
    (".systemLibrary(", .systemLibrary),
  ]
  /// What every plugin may know, written once in the manifest's own function.
  private static let ofEveryPlugin = ["Values", "Events", "EventViews", "WireRuntime", "PluginKit", "Storage"]

  init(_ text: String) {
    // The forms are defined above the list and used in it.
    let list = text.components(separatedBy: "let targets: [Target] = [").dropFirst().joined()
    var found: [(place: String.Index, target: Target)] = []
    for (opening, kind) in Self.forms {
      var from = list.startIndex
      while let range = list.range(of: opening, range: from..<list.endIndex) {
        from = range.upperBound
        let call = Self.call(list[range.upperBound...])
        guard let target = Self.target(kind, call) else { continue }
        found.append((range.lowerBound, target))
      }
    }
    targets = found.sorted { $0.place < $1.place }.map(\.target)
  }

  /// Up to the parenthesis that closes the call.
  private static func call(_ text: Substring) -> String {
    var depth = 1
    var call = ""
    for character in text {
      if character == "(" { depth += 1 }
      if character == ")" { depth -= 1 }
      if depth == 0 { break }
      call.append(character)
    }
    return call
  }

  private static func target(_ kind: Kind, _ call: String) -> Target? {
    guard let name = quoted(call[...]).first else { return nil }
    if kind == .systemLibrary { return Target(kind: kind, name: name, dependencies: []) }
    var dependencies: [String] = []
    if let open = call.firstIndex(of: "["), let close = call[open...].firstIndex(of: "]") {
      let before = call[..<open].trimmingCharacters(in: .whitespaces)
      // `settings: […]` and `resources: […]` are lists of something else.
      if !before.hasSuffix(":") || before.hasSuffix("dependencies:") { dependencies = quoted(call[open...close]) }
    }
    return Target(kind: kind, name: name, dependencies: dependencies + (kind == .plugin ? ofEveryPlugin : []))
  }

  private static func quoted(_ text: Substring) -> [String] {
    let parts = text.split(separator: "\"", omittingEmptySubsequences: false)
    return parts.indices.filter { $0 % 2 == 1 }.map { String(parts[$0]) }
  }
}
