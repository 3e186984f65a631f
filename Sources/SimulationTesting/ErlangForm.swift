import Values

struct ErlangForm: OracleForm {
  static let kind = "Erlang"

  struct Inputs: Decodable {
    let rate: Double
    let handleSeconds: Double
    let patienceSeconds: Double?
    let agents: Int
    let targetSeconds: Double?

    private enum CodingKeys: String, CodingKey {
      case agents
      case rate = "lambda_per_s"
      case handleSeconds = "aht_s"
      case patienceSeconds = "patience_s"
      case targetSeconds = "sl_threshold_s"
    }
  }

  let id: String
  let model: String
  let inputs: Inputs
  let exact: [String: Double]?
  let simulated: [String: Simulated]?

  private enum CodingKeys: String, CodingKey {
    case id, model, inputs, exact
    case simulated = "sim_ciw"
  }

  static func mayHave(_ key: String) -> Bool { key == "ctmc" || CodingKeys(stringValue: key) != nil }

  private static let figures: [String: StationaryResult.Figure] = [
    "p_block": .blocking, "occupancy": .occupancy, "p_wait": .waits, "lq": .lineLength, "asa": .waitAnswered,
    "sl": .answeredWithin, "p_abandon": .abandons, "mean_wait_all": .waitAll, "asa_served": .waitAnswered,
    "mean_wait_abandoned": .waitAbandoned, "sl_offered": .answeredWithin, "sl_answered": .withinOfAnswered,
    "p_abandon_le_T": .abandonsWithin, "sl_excl_short_abandon": .withinExceptShort,
  ]

  func read(_ number: Int, into reading: inout OracleReading) {
    let name = "Erlang \(id)"
    guard let simulated else {
      return reading.skip(name, "only formulas say what is expected, and MetricsTests compare them")
    }
    guard ["M/M/c/c", "M/M/c", "M/M/c+M"].contains(model) else {
      return reading.skip(name, "routing does not know the model \(model)")
    }
    var stationary = StationaryCase(
      name, classes: [.init(rate: inputs.rate)], agents: inputs.agents,
      service: Milliseconds(rounding: inputs.handleSeconds), within: Milliseconds(rounding: inputs.targetSeconds ?? 20))
    stationary.patience = inputs.patienceSeconds.map { Milliseconds(rounding: $0) }
    if model == "M/M/c/c" { stationary.lines = inputs.agents }
    var expectations: [QueueingCheck.Expectation] = []
    for key in simulated.keys.sorted() {
      guard let other = simulated[key] else { continue }
      if let figure = Self.figures[key] {
        expectations.append(.init(.figure(figure), exact: exact?[key], simulated: other.interval()))
      } else {
        reading.skip("\(name), \(key)", "no figure of ours")
      }
    }
    reading.add(QueueingCheck(stationary, expectations))
  }
}
