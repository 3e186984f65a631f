import CentreFile
import Foundation
import Testing
import TrunklineTesting

/// Whatever the bytes: a file or mistakes, never a trap. `TRUNKLINE_SEED` runs one seed again.
@Suite struct FuzzTests {
  private static let count: UInt64 =
    ProcessInfo.processInfo.environment["TRUNKLINE_FUZZ"].flatMap { UInt64($0) } ?? 1_500
  private static var seeds: ClosedRange<UInt64> {
    let one = ProcessInfo.processInfo.environment["TRUNKLINE_SEED"].flatMap { UInt64($0) }
    return one.map { $0...$0 } ?? 1...count
  }

  @Test func mutatedFiles() throws {
    let sample = try ReadingTests.sample
    var readable = 0
    for seed in Self.seeds {
      var random = ScheduleRandom(seed: seed)
      var bytes = sample
      if random.chance(20) { bytes = Array(bytes.prefix(random.below(bytes.count))) }
      for _ in 0..<1 + random.below(6) where !bytes.isEmpty { Self.mutate(&bytes, &random) }
      switch CentreFile.read(bytes) {
      case .success(let file):
        readable += 1
        guard case .success(let again) = CentreFile.read(Array(file.text.utf8)), again == file else {
          return #expect(Bool(false), "seed \(seed): what is written reads as something else")
        }
      case .failure(let found):
        #expect(!found.all.isEmpty && found.all.allSatisfy { $0.place.line > 0 && $0.place.column > 0 }, "seed \(seed)")
      }
    }
    print("seeds \(Self.seeds): \(readable) readable")
    #expect(readable > 0 || Self.seeds.count < 100)
  }

  @Test func randomBytes() {
    for seed in Self.seeds {
      var random = ScheduleRandom(seed: seed &+ 1_000_000)
      let letters = Array("abc:-[]{}\n \"'#&*!|>?%@,0é\u{1}\t".utf8)
      let bytes = (0..<random.below(200)).map { _ in
        random.chance(90) ? letters[random.below(letters.count)] : UInt8(random.below(256))
      }
      if case .failure(let found) = CentreFile.read(bytes) { #expect(!found.all.isEmpty, "seed \(seed)") }
    }
  }

  private static func mutate(_ bytes: inout [UInt8], _ random: inout ScheduleRandom) {
    let at = random.below(bytes.count)
    let end = min(bytes.count, at + 1 + random.below(20))
    switch random.below(5) {
    case 0: bytes[at] = UInt8(random.below(256))
    case 1: bytes.removeSubrange(at..<end)
    case 2: bytes.insert(contentsOf: bytes[at..<end], at: random.below(bytes.count))
    case 3: bytes.insert(Array(" :-[]{}#\n\"&*!0a".utf8)[random.below(15)], at: at)
    default:
      for index in at..<end where (0x30...0x39).contains(bytes[index]) { bytes[index] = UInt8(0x30 + random.below(10)) }
    }
  }
}
