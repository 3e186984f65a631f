import CommandLineKit
import Events
import Values

/// A `route.decided` in people's words, term by term.
struct RouteWords {
  private let route: RouteDecided

  init(_ route: RouteDecided) { self.route = route }

  var text: String { [turn, choice, others].filter { !$0.isEmpty }.joined(separator: "; ") }

  /// Why it was this caller's turn.
  private var turn: String {
    guard let order = route.order else { return "" }
    var text = "turn: \(words(order))"
    if let next = route.rivals.first { text += ", before call \(next.call) with \(words(next.order))" }
    return text
  }

  private func words(_ order: RouteOrder) -> String {
    var text = "waited \(DurationText.write(order.waitMs))"
    if order.accelerationPercent != 100 { text += " × \(order.accelerationPercent) %" }
    if order.offsetMs != .zero { text += " + \(DurationText.write(order.offsetMs)) of its priority" }
    return order.guarded ? text + ", longer than the guard" : text
  }

  /// Why this agent and not the other free ones.
  private var choice: String {
    guard !route.candidates.isEmpty else { return "" }
    let shown = route.candidates.prefix(4).map { candidate in
      let terms = candidate.terms.sorted { $0.key < $1.key }.map { "\($0.key) \(value($0.key, $0.value))" }
      let out = candidate.eligible ? "" : " [\(candidate.exclusion)]"
      return "\(candidate.agent)\(out) (\(terms.joined(separator: ", ")))"
    }
    return "\(route.strategy) of \(route.eligible) free: " + shown.joined(separator: " > ")
  }

  private func value(_ term: String, _ value: Int64) -> String {
    term.hasSuffix("Ms") ? DurationText.write(Milliseconds(value)) : "\(value)"
  }

  /// What kept the other agents out.
  private var others: String {
    guard !route.exclusions.isEmpty else { return "" }
    return "others: " + route.exclusions.map { "\($0.agents) \($0.reason)" }.joined(separator: ", ")
  }
}
