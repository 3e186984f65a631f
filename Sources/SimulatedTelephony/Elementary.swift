/// Logarithm and exponential from the four operations alone: a run gives the same bytes on every machine, whatever its
/// mathematical library.
enum Elementary {
  private static let ln2 = 0.693_147_180_559_945_309_4

  /// Natural logarithm of a positive, normal number; relative error below 1e-15. With m in [√½, √2) and
  /// s = (m − 1)/(m + 1): ln m = 2 (s + s³/3 + s⁵/5 + …), and s² < 0.03.
  static func log(_ x: Double) -> Double {
    var exponent = x.exponent
    var significand = x.significand
    if significand > 1.414_213_562_373_095 {
      significand *= 0.5
      exponent += 1
    }
    let s = (significand - 1) / (significand + 1)
    let square = s * s
    var sum = 1.0 / 23
    var odd = 21.0
    while odd >= 1 {
      sum = sum * square + 1 / odd
      odd -= 2
    }
    return Double(exponent) * ln2 + 2 * s * sum
  }

  /// e to the `x` within ±700; relative error below 1e-14. With x = k ln 2 + r: 2ᵏ times the series of eʳ, |r| < 0.35.
  static func exp(_ x: Double) -> Double {
    let k = (x / ln2).rounded()
    let r = x - k * ln2
    var sum = 1.0
    var order = 16.0
    while order >= 1 {
      sum = 1 + sum * r / order
      order -= 1
    }
    return Double(sign: .plus, exponent: Int(k), significand: sum)
  }
}
