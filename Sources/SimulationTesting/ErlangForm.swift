import Values

struct ErlangForm: Decodable {
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
  let exact: [String: Double]
  let simulated: [String: Simulated]?

  private enum CodingKeys: String, CodingKey {
    case id, model, inputs, exact
    case simulated = "sim_ciw"
  }

  private static let figures: [String: StationaryResult.Figure] = [
    "p_block": .blocking, "occupancy": .occupancy, "p_wait": .waits, "lq": .lineLength, "asa": .waitAnswered,
    "sl": .answeredWithin, "p_abandon": .abandons, "mean_wait_all": .waitAll, "asa_served": .waitAnswered,
    "mean_wait_abandoned": .waitAbandoned, "sl_offered": .answeredWithin, "sl_answered": .withinOfAnswered,
    "p_abandon_le_T": .abandonsWithin,
  ]

  var check: QueueingCheck? {
    guard let simulated else { return nil }
    var stationary = StationaryCase(
      "Erlang \(id)", classes: [.init(rate: inputs.rate)], agents: inputs.agents,
      service: Milliseconds(Int64((inputs.handleSeconds * 1_000).rounded())),
      within: Milliseconds(Int64((inputs.targetSeconds ?? 20) * 1_000)))
    stationary.patience = inputs.patienceSeconds.map { Milliseconds(Int64(($0 * 1_000).rounded())) }
    if model == "M/M/c/c" { stationary.lines = inputs.agents }
    return QueueingCheck(
      stationary,
      simulated.keys.sorted().compactMap { key in
        guard let figure = Self.figures[key], let other = simulated[key] else { return nil }
        return .init(.figure(figure), exact: exact[key], simulated: other.interval())
      })
  }
}
