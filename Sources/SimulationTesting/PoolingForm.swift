import Values

/// Pooling of skills. Its numbers stand in a sentence.
struct PoolingForm: OracleForm {
  static let kind = "pooling"

  let setup: String
  /// Of full pooling, where it makes no difference who is served by whom.
  let exact: [String: Double]
  /// By the number of skills of each agent.
  let sim: [String: [String: Simulated]]

  static func mayHave(_ key: String) -> Bool { key == "setup" || key == "sim" || key.hasPrefix("exact_full_pooling") }

  init(from decoder: any Decoder) throws {
    let form = try decoder.container(keyedBy: AnyKey.self)
    setup = try form.decode(String.self, forKey: AnyKey("setup"))
    sim = try form.decode([String: [String: Simulated]].self, forKey: AnyKey("sim"))
    let exactKey = form.allKeys.first { $0.stringValue.hasPrefix("exact_full_pooling") }
    exact = try exactKey.map { try form.decode([String: Double].self, forKey: $0) } ?? [:]
  }

  func read(_ number: Int, into reading: inout OracleReading) {
    for key in sim.keys.sorted(by: { ($0.count, $0) < ($1.count, $1) }) {
      let name = (number == 1 ? "pooling" : "pooling \(number)") + ", \(key) skills"
      guard let skills = Int(key), skills > 0, let figures = sim[key] else {
        reading.skip(name, "‘\(key)’ is no number of skills")
        continue
      }
      do throws(Missing) {
        let stationary = try stationary(name, skills: skills, figures)
        reading.add(QueueingCheck(stationary, expectations(figures, stationary, into: &reading)))
      } catch {
        reading.skip(name, "its set-up says no number of \(error.what): “\(setup)”")
      }
    }
  }

  private struct Missing: Error { let what: String }

  private func stationary(
    _ name: String, skills: Int, _ figures: [String: Simulated]
  ) throws(Missing) -> StationaryCase {
    let rate = try number(/Poisson ([0-9.]+) calls\/min each/, "calls/min each") / 60
    let agents = Int(min(try number(/([0-9]+) agents/, "agents"), 1e6))
    let service = Milliseconds(rounding: try number(/service mean ([0-9.]+) min/, "minutes of service") * 60)
    guard setup.contains("no abandonment") else { throw Missing(what: "callers who leave (“no abandonment”)") }
    var stationary = StationaryCase(name, classes: [.init(rate: rate)], agents: agents, service: service)
    if let minutes = figures.keys.compactMap(Self.minutesWithin).first {
      stationary.within = Milliseconds(rounding: minutes * 60)
    }
    stationary.types = Int(min(try number(/([0-9]+) types/, "types"), 1e6))
    stationary.lines = Int(min(try number(/([0-9]+) trunks/, "trunks"), 1e6))
    stationary.skillsPerAgent = skills
    return stationary
  }

  private func expectations(
    _ figures: [String: Simulated], _ stationary: StationaryCase, into reading: inout OracleReading
  ) -> [QueueingCheck.Expectation] {
    let isFull = stationary.skillsPerAgent >= stationary.types
    var expectations: [QueueingCheck.Expectation] = []
    for key in figures.keys.sorted() {
      guard let simulated = figures[key] else { continue }
      let (figure, unit) = Self.figure(key)
      guard let figure else {
        reading.skip("\(stationary.name), \(key)", "no figure of ours")
        continue
      }
      let value = isFull ? exact[key] ?? exact[key.replacing(".", with: "_")] : nil
      if value == nil, dependsOnTheirOrder(figure, stationary) {
        reading.skip(
          "\(stationary.name), \(key)", "theirs serves an agent's own type first, ours who has waited longest")
        continue
      }
      expectations.append(
        .init(.figure(figure), exact: value.map { $0 * unit }, simulated: simulated.interval(unit)))
    }
    return expectations
  }

  /// Whom a freed agent takes first: who has waited longest, or the caller of his own type. Where all have all skills
  /// that changes the tail of the waits and who is served by whom; where they have some, the means too (by 5 % at two
  /// of six, in a simulation of both).
  private func dependsOnTheirOrder(_ figure: StationaryResult.Figure, _ stationary: StationaryCase) -> Bool {
    if stationary.skillsPerAgent == 1 || setup.contains("longest waiting") { return false }
    return stationary.skillsPerAgent < stationary.types || figure == .byPrimary || figure == .withinOfAnswered
  }

  /// And seconds in its unit.
  private static func figure(_ key: String) -> (StationaryResult.Figure?, Double) {
    switch key {
    case "blocking": (.blocking, 1)
    case "mean_wait_min": (.waitAnswered, 60)
    case "primary_fraction": (.byPrimary, 1)
    default: (minutesWithin(key) == nil ? nil : .withinOfAnswered, 1)
    }
  }

  /// As `p_wait_le_0.5min` says it.
  private static func minutesWithin(_ key: String) -> Double? {
    key.wholeMatch(of: /p_wait_le_([0-9.]+)min/).flatMap { Double($0.1) }
  }

  private func number(_ pattern: Regex<(Substring, Substring)>, _ what: String) throws(Missing) -> Double {
    guard let match = setup.firstMatch(of: pattern), let number = Double(match.1) else { throw Missing(what: what) }
    return number
  }
}
