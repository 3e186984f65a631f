import Events

/// The entry points of a configuration, by number: the exact one, else the longest pattern.
struct EntryPoints: Sendable, Equatable {
  private var exact: [String: EntryPoint.Target] = [:]
  /// By what stands before the `*`.
  private var patterns: [String: EntryPoint.Target] = [:]
  private var longest = 0

  init(_ points: [EntryPoint] = []) {
    for point in points {
      guard point.dialled.utf8.last == UInt8(ascii: "*") else {
        exact[point.dialled] = point.target
        continue
      }
      let beginning = String(point.dialled.dropLast())
      patterns[beginning] = point.target
      longest = max(longest, beginning.utf8.count)
    }
  }

  /// `nil`: the call is nobody's, as before there were entry points.
  func target(of dialled: String) -> EntryPoint.Target? {
    if let target = exact[dialled] { return target }
    guard !patterns.isEmpty else { return nil }
    for length in stride(from: min(longest, dialled.utf8.count), through: 0, by: -1) {
      if let target = patterns[String(decoding: dialled.utf8.prefix(length), as: UTF8.self)] { return target }
    }
    return nil
  }
}
