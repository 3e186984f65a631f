import EventJSON
import EventViews
import Events
import WireRuntime

/// Hostile bytes through everything that reads: decoder, views, JSON. The finding would be a trap, or a message that
/// does not survive being written and read again.
struct Fuzz {
  private var random: RandomSource
  private var seeds: [[UInt8]] = []
  private var accepted = 0
  private var unstable = 0
  private var checks = ViewChecks()
  private var rejected: [WireError.Kind: Int] = [:]
  private let seed: UInt64

  init(seed: UInt64) {
    self.seed = seed
    random = RandomSource(seed: seed)
    for _ in 0..<500 { seeds.append(Commit.arbitrary(&random).wireBytes()) }
  }

  func run(count: Int) throws {
    var fuzz = self
    for _ in 0..<count { fuzz.feed(fuzz.input()) }
    for index in 0..<500 { fuzz.feed(fuzz.seeds[index]) }
    let kinds = WireError.Kind.allCases.map { "\($0) \(fuzz.rejected[$0] ?? 0)" }.joined(separator: ", ")
    print("fuzz: seed \(seed), \(count) inputs, accepted \(fuzz.accepted), rejected: \(kinds)")
    print("fuzz: view checks \(fuzz.checks.made), wrong \(fuzz.checks.failed); unstable \(fuzz.unstable)")
    if fuzz.checks.failed + fuzz.unstable > 0 || fuzz.checks.made == 0 { throw Fault("the fuzz loop found a fault") }
  }

  private mutating func feed(_ input: [UInt8]) {
    walk(input)
    do throws(WireError) {
      let commit = try Commit(wire: input)
      accepted += 1
      _ = commit.jsonText()
      guard let bytes = try? commit.checkedWireBytes() else { return }
      let again = try Commit(wire: bytes)
      if again != commit || again.wireBytes() != bytes { unstable += 1 }
      try checks.check(commit, bytes: bytes.span.bytes)
    } catch {
      rejected[error.kind, default: 0] += 1
    }
  }

  /// Goes through all views of whatever the bytes are.
  private func walk(_ input: [UInt8]) {
    var checks = ViewChecks()
    do throws(WireError) {
      var commit = try CommitView(input.span.bytes)
      _ = commit.centre.string
      while let event = try commit.nextEvent() {
        let leaf = try event.leaf()
        _ = leaf.typeName
        try? probe(leaf.bytes, &checks)
      }
    } catch {}
  }

  /// Any bytes under any view: views must hold out against a message of another type.
  private func probe(_ bytes: RawSpan, _ checks: inout ViewChecks) throws(WireError) {
    var mutableRandom = random
    for _ in 0..<3 { try Event.arbitrary(&mutableRandom).check(EventView(bytes), &checks) }
    try Commit.arbitrary(&mutableRandom).check(CommitView(bytes), &checks)
    _ = bytes.hash64
  }

  private mutating func input() -> [UInt8] {
    switch random.below(20) {
    case 0: return (0..<random.below(200)).map { _ in .arbitrary(&random) }
    case 1: return nested(levels: random.below(250))
    default: return mutated()
    }
  }

  /// Groups in groups: the only nesting that the schema does not bound.
  private func nested(levels: Int) -> [UInt8] {
    let open: [UInt8] = [0xa3, 0x06]
    let close: [UInt8] = [0xa4, 0x06]
    return (0..<levels).flatMap { _ in open } + (0..<levels).flatMap { _ in close }
  }

  private mutating func mutated() -> [UInt8] {
    var bytes = seeds[random.below(seeds.count)]
    for _ in 0...random.below(4) where !bytes.isEmpty {
      let place = random.below(bytes.count)
      switch random.below(8) {
      case 0: bytes[place] = .arbitrary(&random)
      case 1: bytes[place] ^= 1 << UInt8(random.below(8))
      case 2: bytes.removeSubrange(place...)
      case 3: bytes.insert(contentsOf: (0..<random.below(6)).map { _ in UInt8.arbitrary(&random) }, at: place)
      case 4: bytes.removeSubrange(place..<min(bytes.count, place + random.below(8)))
      case 5:
        let other = seeds[random.below(seeds.count)]
        let from = random.below(other.count)
        bytes.insert(contentsOf: other[from..<min(other.count, from + 64)], at: place)
      case 6: bytes[place] = [0x00, 0x7f, 0x80, 0xff, 0x7a, 0x0b, 0x0c, 0x8a][random.below(8)]
      default: bytes += seeds[random.below(seeds.count)]
      }
    }
    return bytes
  }
}
