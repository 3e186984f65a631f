package import Events
import Values
import WireRuntime

extension Chain {
  /// The `bodyDigest` of a command, for senders that draw ids themselves: eight bytes of the hash of what the command
  /// says, whoever says it and whenever. 0: it says nothing that can be written.
  package func digest(of body: Command.Body) -> UInt64 {
    // All but the body is the same for every command.
    let command = Command(
      id: CommandID(ID128(high: 0, low: 1)), centre: CentreID(unchecked: "any"), at: .epoch, recordedAt: .epoch,
      actor: Actor(kind: .system), body: body)
    guard let bytes = try? command.checkedWireBytes() else { return 0 }
    return bytes.withUnsafeBytes { id(prev: .zero, body: $0) }.word0
  }
}
