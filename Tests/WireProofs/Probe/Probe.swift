import EventJSON
import Events
import WireRuntime

protocol ProbeMessage: WireMessage, JSONWritable, Arbitrary {}

/// Ends the probe with these words.
struct Fault: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

/// What our implementation makes of the inputs that the proofs give it.
@main struct Probe {
  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    switch (arguments.first, Array(arguments.dropFirst())) {
    case ("echo", let rest) where rest.count == 1: try named(rest[0]) { echo($0) }
    case ("make", let rest) where rest.count == 3:
      try named(rest[0]) { make($0, count: Int(rest[1])!, seed: UInt64(rest[2])!) }
    case ("golden", let rest) where rest.count == 1: golden(seed: UInt64(rest[0])!)
    case ("fuzz", let rest) where rest.count == 2: try Fuzz(seed: UInt64(rest[1])!).run(count: Int(rest[0])!)
    case ("bench", _): try Bench().run()
    default: throw Fault("echo MESSAGE | make MESSAGE COUNT SEED | golden SEED | fuzz COUNT SEED | bench")
    }
  }

  private static func named(_ name: String, _ body: (any ProbeMessage.Type) -> Void) throws {
    if !withMessage(named: name, body) { throw Fault("no message \(name)") }
  }

  /// For each record: the error's kind (0 = none) and text, the bytes written again (empty for a newer schema's case,
  /// which cannot be written), the JSON.
  private static func echo<M: ProbeMessage>(_: M.Type) {
    var output = RecordOutput()
    for record in Records.read() {
      do throws(WireError) {
        let message = try M(wire: record)
        output.add([0])
        output.add((try? message.checkedWireBytes()) ?? [])
        output.add(message.jsonText().utf8)
      } catch {
        output.add([error.kind.rawValue])
        output.add("\(error)".utf8)
        output.add([])
      }
    }
    output.flush()
  }

  /// Bytes and JSON of random messages.
  private static func make<M: ProbeMessage>(_: M.Type, count: Int, seed: UInt64) {
    var random = RandomSource(seed: seed)
    var output = RecordOutput()
    for _ in 0..<count {
      let message = M.arbitrary(&random)
      output.add(message.wireBytes())
      output.add(message.jsonText().utf8)
    }
    output.flush()
  }

  /// Three events of each type, as lines of type, bytes and JSON.
  private static func golden(seed: UInt64) {
    var random = RandomSource(seed: seed, lettersMax: 16)
    var wanted = Dictionary(uniqueKeysWithValues: EventType.allNames.map { ($0, 3) })
    var lines: [EventType: [String]] = [:]
    while !wanted.isEmpty {
      let event = Event.arbitrary(&random)
      guard let left = wanted[event.typeName], let type = event.type else { continue }
      wanted[event.typeName] = left == 1 ? nil : left - 1
      let hex = event.wireBytes().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
      lines[type, default: []].append("\(event.typeName)\t\(hex)\t\(event.jsonText())")
    }
    for type in EventType.allCases { lines[type]?.forEach { print($0) } }
  }
}
