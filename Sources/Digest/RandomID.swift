internal import CCrypto
package import Values

extension ID128 {
  /// Sixteen bytes from libcrypto's generator, never all zero.
  package static func random() -> ID128 {
    var words: (UInt64, UInt64) = (0, 0)
    withUnsafeMutableBytes(of: &words) { bytes in
      let done = RAND_bytes(bytes.baseAddress!.assumingMemoryBound(to: UInt8.self), Int32(bytes.count))
      precondition(done == 1, "libcrypto has no randomness")
    }
    return words == (0, 0) ? .random() : ID128(high: words.0, low: words.1)
  }
}
