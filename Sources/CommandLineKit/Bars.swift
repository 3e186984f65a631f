/// Small drawings of numbers that fit in a line of text.
package enum Bars {
  /// One column per value, scaled to the greatest: `▁▃█`. A value that is not known is a space.
  package static func vertical(_ values: [Double?], unicode: Bool) -> String {
    let marks = Array(unicode ? "▁▂▃▄▅▆▇█" : "_.-=+*%#")
    let greatest = values.reduce(0) { max($0, $1 ?? 0) }
    return String(
      values.map { value -> Character in
        guard let value, value.isFinite else { return " " }
        guard greatest > 0, value > 0 else { return marks[0] }
        return marks[min(marks.count - 1, Int(value / greatest * Double(marks.count)))]
      })
  }

  /// `value` as a share of `greatest`, at most `width` columns long: `██▌`. Anything above nothing shows.
  package static func horizontal(_ value: Double, of greatest: Double, width: Int, unicode: Bool) -> String {
    guard value > 0, greatest > 0, value.isFinite, greatest.isFinite, width > 0 else { return "" }
    let share = min(1, value / greatest) * Double(width)
    guard unicode else { return String(repeating: "#", count: max(1, Int(share.rounded()))) }
    let eighths = max(1, Int((share * 8).rounded()))
    let parts: [String] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
    return String(repeating: "█", count: eighths / 8) + parts[eighths % 8]
  }
}
