import Values

/// Pooling of skills. Its numbers stand in a sentence.
struct PoolingForm: Decodable {
  struct Exact: Decodable {
    let blocking: Double
    let meanWaitMinutes: Double
    let within: Double

    private enum CodingKeys: String, CodingKey {
      case blocking
      case meanWaitMinutes = "mean_wait_min"
      case within = "p_wait_le_0_5min"
    }
  }

  let setup: String
  let exact: Exact?
  let sim: [String: [String: Simulated]]

  private enum CodingKeys: String, CodingKey {
    case setup, sim
    case exact = "exact_full_pooling_MM90_120"
  }

  func checks() throws -> [QueueingCheck] {
    let types = Int(try number(/([0-9]+) types/))
    let agents = Int(try number(/([0-9]+) agents/))
    let lines = Int(try number(/([0-9]+) trunks/))
    let rate = try number(/Poisson ([0-9.]+) calls\/min each/) / 60
    let service = Milliseconds(Int64(try number(/service mean ([0-9.]+) min/) * 60_000))
    return sim.keys.sorted().compactMap { key in
      guard let skills = Int(key), let figures = sim[key] else { return nil }
      var stationary = StationaryCase(
        "pooling, \(skills) skills", classes: [.init(rate: rate)], agents: agents, service: service,
        within: .seconds(30))
      stationary.types = types
      stationary.lines = lines
      stationary.skillsPerAgent = skills
      return QueueingCheck(
        stationary, expectations(figures, exact: skills == types ? exact : nil))
    }
  }

  /// Who of a freed agent's callers goes first changes the tail and who is served by whom, but not the mean (Wallace
  /// and Whitt 2005): ours is the one who waits longest, theirs the one of his own type. So those two figures are
  /// compared only where it makes no difference.
  private func expectations(_ figures: [String: Simulated], exact: Exact?) -> [QueueingCheck.Expectation] {
    var expectations: [QueueingCheck.Expectation] = []
    func expect(_ figure: StationaryResult.Figure, _ key: String, _ value: Double?, unit: Double = 1) {
      guard let simulated = figures[key] else { return }
      expectations.append(
        .init(.figure(figure), exact: value.map { $0 * unit }, simulated: simulated.interval(unit)))
    }
    expect(.blocking, "blocking", exact?.blocking)
    expect(.waitAnswered, "mean_wait_min", exact?.meanWaitMinutes, unit: 60)
    let isOneSkill = figures["primary_fraction"]?.mean == 1
    if isOneSkill || exact != nil { expect(.withinOfAnswered, "p_wait_le_0.5min", exact?.within) }
    if isOneSkill { expect(.byPrimary, "primary_fraction", nil) }
    return expectations
  }

  private func number(_ pattern: Regex<(Substring, Substring)>) throws -> Double {
    guard let match = try pattern.firstMatch(in: setup), let number = Double(match.1) else {
      throw OracleFile.Unreadable(
        description: "the set-up of the pooling case says no number of \(pattern): “\(setup)”")
    }
    return number
  }
}
