/// Ids are the keys of nearly every table of the core, and setting up the standard hash took more time than hashing: a
/// tenth of a simulated call. Two folded multiplications of 64 × 64 bits mix an id with secrets of this process (after
/// one, ids that are counted still lie in a lattice): who chooses ids from outside can't aim at a bucket without them.
extension ID128 {
  @inlinable public func hash(into hasher: inout Hasher) {
    hasher.combine(high)
    hasher.combine(low)
  }

  /// What tables of the standard library ask for first; `seed` is the table's own.
  @inlinable public func _rawHashValue(seed: Int) -> Int {
    let secrets = HashingSecrets.ofThisProcess
    let once = Self.fold(high ^ secrets.high ^ UInt64(truncatingIfNeeded: seed), low ^ secrets.low)
    return Int(truncatingIfNeeded: Self.fold(once ^ secrets.last, 0x9E37_79B9_7F4A_7C15))
  }

  @inlinable static func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return product.high ^ product.low
  }
}

extension BinaryIdentifier {
  @inlinable public func _rawHashValue(seed: Int) -> Int { bits._rawHashValue(seed: seed) }
}

/// Drawn from the standard library's own, which are random in each process unless it is told to be deterministic.
@usableFromInline struct HashingSecrets: Sendable {
  @usableFromInline static let ofThisProcess = HashingSecrets()

  @usableFromInline let high = Self.draw(1)
  @usableFromInline let low = Self.draw(2)
  @usableFromInline let last = Self.draw(3)

  private static func draw(_ number: Int) -> UInt64 {
    var hasher = Hasher()
    hasher.combine(number)
    return UInt64(truncatingIfNeeded: hasher.finalize())
  }
}
