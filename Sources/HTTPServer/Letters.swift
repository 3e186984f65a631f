// Letters are alike whatever their case only where they are ASCII's: for Unicode the Kelvin sign is a k, too, and the
// library and every proxy see it otherwise.

extension UInt8 {
  var asciiLowercased: UInt8 { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self }
}

extension StringProtocol {
  var asciiLowercased: String { String(decoding: utf8.map(\.asciiLowercased), as: UTF8.self) }
}

extension Collection<UInt8> {
  /// - Parameter text: in lower case.
  func isAlike(_ text: String) -> Bool { elementsEqual(text.utf8) { $0.asciiLowercased == $1 } }
}
