/// The definitions of service level that the trade uses. One day's calls give 81 to 86 % by them, so an answer always
/// names its variant.
public enum ServiceLevelVariant: String, Sendable, CaseIterable {
  /// A_T ÷ (A + B − S): short abandons count neither way. The default.
  case shortOut
  /// A_T ÷ A: abandons do not exist.
  case answered
  /// (A_T + B_T) ÷ (A + B): who left within the target counts as served (ICMI 1).
  case credit
  /// A_T ÷ (A + B): every abandon is a miss (ICMI 3).
  case strict
  /// A_T ÷ (A + B − B_T): who left within the target counts neither way (ICMI 4).
  case ignore
  /// (A_T + S) ÷ (A + B): short abandons count as served (ICMI 5).
  case shortCredit
  /// (A_T + B_T + C_T) ÷ O: whoever was out of the queue within the target, for whatever reason.
  case removed

  /// The formula in the letters of the glossary.
  public var formula: String {
    switch self {
    case .shortOut: "A_T / (A + B - S)"
    case .answered: "A_T / A"
    case .credit: "(A_T + B_T) / (A + B)"
    case .strict: "A_T / (A + B)"
    case .ignore: "A_T / (A + B - B_T)"
    case .shortCredit: "(A_T + S) / (A + B)"
    case .removed: "(A_T + B_T + C_T) / O"
    }
  }

  /// Between 0 and 1; `nil` where there is nothing to rate. Entries that wait beyond the target already are in every
  /// base but that of `answered`, which knows the answered alone.
  public func value(of sums: QueueSums) -> Double? {
    let missed = sums.waitingBeyondTarget
    let met = sums.answeredWithin
    let gone = sums.answered + sums.abandoned + missed
    return switch self {
    case .shortOut: ratio(met, gone - sums.abandonedShort)
    case .answered: ratio(met, sums.answered)
    case .credit: ratio(met + sums.abandonedWithin, gone)
    case .strict: ratio(met, gone)
    case .ignore: ratio(met, gone - sums.abandonedWithin)
    case .shortCredit: ratio(met + sums.abandonedShort, gone)
    case .removed: ratio(met + sums.abandonedWithin + sums.callbackWithin, sums.offered + missed)
    }
  }

  /// As `SL(shortOut) 81.9 % in 20 s`; the target is `nil` where entries of several targets are counted together.
  public func sentence(_ value: Double?, targetMs: Int64?) -> String {
    let target = targetMs.map { "in \(MetricText.seconds($0))" } ?? "in the target of each queue"
    return "SL(\(rawValue)) \(MetricText.percent(value)) \(target)"
  }
}
