/// Hexadecimal text of 64-bit words, most significant digit first.
enum Hex {
  private static let digits = Array("0123456789abcdef".utf8)

  static func text(of words: [UInt64]) -> String {
    String(unsafeUninitializedCapacity: words.count * 16) { out in
      for (index, word) in words.enumerated() {
        for digit in 0..<16 { out[index * 16 + digit] = digits[Int(word >> UInt64(60 - 4 * digit) & 15)] }
      }
      return words.count * 16
    }
  }

  /// `nil` unless `text` is exactly `count × 16` hexadecimal digits (hyphens are passed over).
  static func words(of text: String, count: Int) -> [UInt64]? {
    var words = [UInt64](repeating: 0, count: count)
    var seen = 0
    for byte in text.utf8 where byte != UInt8(ascii: "-") {
      guard let value = value(of: byte), seen < count * 16 else { return nil }
      words[seen / 16] = words[seen / 16] << 4 | value
      seen += 1
    }
    return seen == count * 16 ? words : nil
  }

  private static func value(of digit: UInt8) -> UInt64? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(digit - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(digit - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(digit - UInt8(ascii: "A") + 10)
    default: nil
    }
  }
}
