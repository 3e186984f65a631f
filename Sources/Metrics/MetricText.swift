/// Figures as people read them. “–” stands for what is not known.
public enum MetricText {
  public static let unknown = "–"

  /// `0.8190` as `81.9 %`.
  public static func percent(_ value: Double?) -> String {
    value.map { "\(decimal($0 * 100, places: 1)) %" } ?? unknown
  }

  /// Milliseconds as `20 s`, `7.5 s`, `0.25 s`: no digit that says nothing.
  public static func seconds(_ ms: Int64) -> String {
    var text = decimal(Double(ms) / 1_000, places: 3)
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return "\(text) s"
  }

  /// Mean milliseconds as `35.0 s`.
  public static func seconds(_ ms: Double?) -> String {
    ms.map { "\(decimal($0 / 1_000, places: 1)) s" } ?? unknown
  }

  /// Rounded half away from zero to this many places, always shown. Finite values below 2^53 ÷ 10^places only.
  public static func decimal(_ value: Double, places: Int) -> String {
    var scale: Int64 = 1
    for _ in 0..<places { scale *= 10 }
    let scaled = (value * Double(scale)).rounded(.toNearestOrAwayFromZero)
    guard scaled.isFinite, scaled.magnitude < 9e15 else { return "\(value)" }
    let number = Int64(scaled)
    let whole = String(number.magnitude / UInt64(scale))
    let sign = number < 0 ? "-" : ""
    if places == 0 { return sign + whole }
    let digits = String(number.magnitude % UInt64(scale))
    return sign + whole + "." + String(repeating: "0", count: places - digits.utf8.count) + digits
  }
}
