/// A SHA-256 value, as four big-endian words so that it needs no heap object.
@frozen public struct Digest256: Hashable, Sendable {
  public var word0: UInt64
  public var word1: UInt64
  public var word2: UInt64
  public var word3: UInt64

  @inlinable public init(_ word0: UInt64, _ word1: UInt64, _ word2: UInt64, _ word3: UInt64) {
    self.word0 = word0
    self.word1 = word1
    self.word2 = word2
    self.word3 = word3
  }

  public static let zero = Digest256(0, 0, 0, 0)

  @inlinable public var isZero: Bool { word0 | word1 | word2 | word3 == 0 }

  /// Exactly 32 bytes; any other length is `nil`.
  @inlinable public init?(bytes: UnsafeRawBufferPointer) {
    guard bytes.count == 32 else { return nil }
    self.init(
      UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
      UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)),
      UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self)),
      UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 24, as: UInt64.self)))
  }

  /// Calls `body` with the 32 bytes, valid only inside it.
  @inlinable public func withBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    let words = (word0.bigEndian, word1.bigEndian, word2.bigEndian, word3.bigEndian)
    return try withUnsafeBytes(of: words) { try body($0) }
  }
}

extension Digest256: CustomStringConvertible, LosslessStringConvertible {
  /// 64 lower-case hexadecimal digits.
  public var description: String { Hex.text(of: [word0, word1, word2, word3]) }

  /// Accepts 64 hexadecimal digits of either case; anything else is `nil`.
  public init?(_ text: String) {
    guard let words = Hex.words(of: text, count: 4) else { return nil }
    self.init(words[0], words[1], words[2], words[3])
  }
}
