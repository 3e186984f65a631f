import Values

/// Times in these files are in units of the mean service: here ten minutes, so that a millisecond is nothing.
let serviceUnit = 600.0

struct PriorityForm: OracleForm {
  static let kind = "priority"

  let discipline: String
  let c: Int
  let lam: [Double]
  let mu: Double
  let b: [Double]?
  let exact: [Double]?
  let sim: [Simulated]?

  private enum CodingKeys: String, CodingKey {
    case discipline, c, lam, mu, b, sim
    case exact = "exact_mean_wait"
  }

  static func mayHave(_ key: String) -> Bool { CodingKeys(stringValue: key) != nil }

  func read(_ number: Int, into reading: inout OracleReading) {
    let isStatic = b == nil
    let name = "priority \(number), \(isStatic ? "static" : "ageing")"
    guard isOurs else {
      return reading.skip("priority \(number)", "routing does not know the discipline “\(discipline)”")
    }
    let counts = [b?.count, exact?.count, sim?.count].compactMap { $0 }
    guard lam.count > 0, lam.count <= 32, counts.allSatisfy({ $0 == lam.count }) else {
      return reading.skip(name, "its lists are not of one length, or have no class, or more than 32")
    }
    let stationary = StationaryCase(
      name, classes: isStatic ? ranked : ageing, agents: c, service: Milliseconds(rounding: serviceUnit / mu))
    reading.add(
      QueueingCheck(
        stationary,
        lam.indices.compactMap { index in
          QueueingCheck.Expectation(
            .wait(priority: Int32(index + 1)), exact: exact.map { $0[index] * serviceUnit },
            simulated: sim?[index].interval(serviceUnit))
        }))
  }

  /// Whom an agent talks to he goes on talking to.
  private var isOurs: Bool {
    if discipline.contains("preemptive"), !discipline.contains("non-preemptive") { return false }
    return b == nil
      ? discipline.contains("static") : discipline.contains("accumulating") || discipline.contains("delay-dependent")
  }

  /// The first class goes first: a head start of days is for ever.
  private var ranked: [StationaryCase.Class] {
    lam.indices.map { index in
      StationaryCase.Class(
        priority: Int32(index + 1), rate: lam[index] / serviceUnit,
        offset: .minutes(60 * 24 * 30 * Int64(lam.count - 1 - index) / Int64(lam.count)))
    }
  }

  /// Only the ratios of the speeds count: they are as large as may be, so that rounding to percents is nothing.
  private var ageing: [StationaryCase.Class] {
    let speeds = b ?? []
    let greatest = max(speeds.max() ?? 1, .leastNormalMagnitude)
    return lam.indices.map { index in
      StationaryCase.Class(
        priority: Int32(index + 1), rate: lam[index] / serviceUnit,
        accelerationPercent: UInt32((max(0, speeds[index]) / greatest * 10_000).rounded()))
    }
  }
}

struct HeadStartForm: OracleForm {
  static let kind = "head start"

  let c: Int
  let lam: Double
  let mu: Double
  let highShare: Double
  let bonus: Double
  let exact: Double?
  let sim: [String: Simulated]?

  private enum CodingKeys: String, CodingKey {
    case c, lam, mu, bonus, sim
    case highShare = "p_high"
    case exact = "exact_mean_wait_all"
  }

  static func mayHave(_ key: String) -> Bool { CodingKeys(stringValue: key) != nil }

  func read(_ number: Int, into reading: inout OracleReading) {
    let name = "head start \(number)"
    let classes = [
      StationaryCase.Class(
        priority: 1, rate: lam * highShare / serviceUnit, offset: Milliseconds(rounding: bonus * serviceUnit)),
      StationaryCase.Class(priority: 2, rate: lam * (1 - highShare) / serviceUnit),
    ]
    var expectations: [QueueingCheck.Expectation] = []
    func expect(_ subject: QueueingCheck.Subject, _ simulated: Simulated?, exact: Double? = nil) {
      guard simulated != nil || exact != nil else { return }
      expectations.append(
        .init(subject, exact: exact.map { $0 * serviceUnit }, simulated: simulated?.interval(serviceUnit)))
    }
    expect(.wait(priority: 1), sim?["mean_wait_high"])
    expect(.wait(priority: 2), sim?["mean_wait_low"])
    expect(.figure(.waitAnswered), sim?["mean_wait_all"], exact: exact)
    for key in (sim ?? [:]).keys.sorted() where !["mean_wait_high", "mean_wait_low", "mean_wait_all"].contains(key) {
      reading.skip("\(name), \(key)", "no figure of ours")
    }
    reading.add(
      QueueingCheck(
        StationaryCase(name, classes: classes, agents: c, service: Milliseconds(rounding: serviceUnit / mu)),
        expectations))
  }
}
