import Values

/// Times in these files are in units of the mean service: here ten minutes, so that a millisecond is nothing.
let serviceUnit = 600.0

struct PriorityForm: Decodable {
  let c: Int
  let lam: [Double]
  let mu: Double
  let b: [Double]?
  let exact: [Double]?
  let sim: [Simulated]

  private enum CodingKeys: String, CodingKey {
    case c, lam, mu, b, sim
    case exact = "exact_mean_wait"
  }

  func check(_ number: Int) -> QueueingCheck {
    // The first class goes first; without accelerations a head start of days is for ever.
    let classes = lam.indices.map { index in
      StationaryCase.Class(
        priority: Int32(index + 1), rate: lam[index] / serviceUnit,
        offset: b == nil ? .minutes(60 * 24 * 30 * Int64(lam.count - 1 - index) / Int64(lam.count)) : .zero,
        accelerationPercent: UInt32(((b?[index] ?? 1) * 100).rounded()))
    }
    let stationary = StationaryCase(
      "priority \(number + 1), \(b == nil ? "static" : "ageing")", classes: classes, agents: c,
      service: Milliseconds(Int64(serviceUnit * 1_000 / mu)))
    return QueueingCheck(
      stationary,
      lam.indices.map {
        .init(
          .wait(priority: Int32($0 + 1)), exact: exact.map { [index = $0] in $0[index] * serviceUnit },
          simulated: sim[$0].interval(serviceUnit))
      })
  }
}

struct HeadStartForm: Decodable {
  let c: Int
  let lam: Double
  let mu: Double
  let highShare: Double
  let bonus: Double
  let exact: Double?
  let sim: [String: Simulated]

  private enum CodingKeys: String, CodingKey {
    case c, lam, mu, bonus, sim
    case highShare = "p_high"
    case exact = "exact_mean_wait_all"
  }

  func check(_ number: Int) -> QueueingCheck {
    let classes = [
      StationaryCase.Class(
        priority: 1, rate: lam * highShare / serviceUnit, offset: Milliseconds(Int64(bonus * serviceUnit * 1_000))),
      StationaryCase.Class(priority: 2, rate: lam * (1 - highShare) / serviceUnit),
    ]
    let stationary = StationaryCase(
      "head start \(number + 1)", classes: classes, agents: c, service: Milliseconds(Int64(serviceUnit * 1_000 / mu)))
    let subjects: [(String, QueueingCheck.Subject, Double?)] = [
      ("mean_wait_high", .wait(priority: 1), nil), ("mean_wait_low", .wait(priority: 2), nil),
      ("mean_wait_all", .figure(.waitAnswered), exact),
    ]
    return QueueingCheck(
      stationary,
      subjects.compactMap { key, subject, exact in
        sim[key].map { .init(subject, exact: exact.map { $0 * serviceUnit }, simulated: $0.interval(serviceUnit)) }
      })
  }
}
