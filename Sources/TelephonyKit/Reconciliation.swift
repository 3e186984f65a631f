package import CallDomain
package import Events
package import Values

/// After an adapter (or the core) has been away: what each has that the other does not know of.
package struct Reconciliation: Sendable, Equatable {
  /// Open in the core, but the adapter has no line for them any more: these end.
  package let lost: [CallID]
  /// On the adapter's lines, but not open in the core: these are dropped.
  package let unknown: [CallID]

  /// - Parameter lines: the calls that the adapter still has, when everything it had reported before is decided, and
  ///   everything that it was instructed to do is done.
  package init(centre: Centre, lines: [CallID]) {
    let known = Set(lines)
    lost = centre.calls.values.filter { !$0.recorded && !known.contains($0.id) }.map(\.id).sorted()
    unknown = lines.filter { centre.calls[$0] == nil }
  }

  /// What ends the lost calls, in order.
  package var wishes: [Command.Body] { lost.map { .endCall(EndCall(call: $0, cause: Self.cause)) } }
  /// What the adapter is to do about the calls that nobody knows.
  package var acts: [Instruction.Act] { unknown.map { .dropLine($0, cause: Self.cause) } }

  /// The cause of a call that ended because its adapter lost it.
  package static let cause = "adapterLost"
}
