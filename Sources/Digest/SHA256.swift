internal import CCrypto
package import Values

/// SHA-256 by libcrypto. A context is kept per thread: making one costs more than hashing a commit.
package enum SHA256 {
  /// The digest of the concatenation of both parts.
  package static func digest(_ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer) -> Digest256 {
    HashContext.ofThisThread.digest(first, second)
  }

  /// The digest of `bytes`.
  package static func digest(_ bytes: UnsafeRawBufferPointer) -> Digest256 {
    digest(bytes, UnsafeRawBufferPointer(start: nil, count: 0))
  }
}
