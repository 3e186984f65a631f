import SimulationTesting
import Testing
import TrunklineTesting
import Values

/// Things that happen at about one moment, in any order.
enum Orders {
  /// More orders than these are tried by chance.
  private static let all = 120
  private static let seed: UInt64 = 1

  /// All orders of a few things; of many so many by a fixed seed.
  static func of<Element>(_ elements: [Element]) -> [[Element]] {
    if elements.count <= 5 { return every(elements) }
    var random = ScheduleRandom(seed: seed)
    return (0..<all).map { _ in elements.shuffled(using: &random) }
  }

  private static func every<Element>(_ elements: [Element]) -> [[Element]] {
    guard let first = elements.first else { return [[]] }
    return every(Array(elements.dropFirst())).flatMap { rest in
      (0...rest.count).map { place in Array(rest[..<place]) + [first] + Array(rest[place...]) }
    }
  }
}

extension PathStory {
  /// Tries the acts in every order, at one moment and a millisecond apart, in the latter case so that the moment lies
  /// before, between and behind them. Each run must keep every rule and end everything; `check` says what else.
  /// - Parameter rest: what happens later, whatever the order was.
  func everyOrder(
    of acts: [ScriptedAct], at ms: Int64, then rest: @escaping @Sendable (PathStory) -> PathStory = { $0 },
    check: @escaping @Sendable (PathRun) -> [String] = { _ in [] }
  ) async throws {
    let story = self
    let problems = try await onOwnThread {
      var found: [String] = []
      for order in Orders.of(acts) {
        // Apart: the first act is so many milliseconds before the moment.
        for lead in [nil] + (0...order.count).map({ Optional(Int64($0)) }) {
          let raced = story.at(ms - (lead ?? 0), order, apart: lead == nil ? 0 : 1)
          let run = try rest(raced).run()
          found += (run.problems + check(run)).map {
            "\(order), \(lead.map { "from \($0) ms before" } ?? "at once"): \($0)"
          }
        }
        if found.count > 10 { break }
      }
      return found
    }
    #expect(problems == [])
  }
}
