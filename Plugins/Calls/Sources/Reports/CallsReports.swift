package import Storage
package import Values

/// What ended: calls, and the parts of one call. Each reads one snapshot.
package struct CallsReports: Sendable {
  /// Clocks of recorded history step back, so the parts of a call are looked for this long around it.
  private static let marginMs: Int64 = 3_600_000

  private let readModel: any ReadModel

  package init(_ readModel: any ReadModel) { self.readModel = readModel }

  /// The newest first.
  package func calls(_ selection: CallsSelection) async throws(StorageFailure) -> [CallRow] {
    let query = Query(
      "\(CallsStatements.list)",
      [
        .optional(selection.centre), .integer(selection.from?.ms ?? .min), .integer(selection.to?.ms ?? .max),
        .optional(selection.service), .integer(Int64(selection.outcome?.rawValue ?? 0)),
        .integer(max(0, selection.limit)),
      ], views: ["calls.call"])
    return try await readModel.rows(query).map { row throws(StorageFailure) in
      var reader = RowReader(row)
      return try reader.call()
    }
  }

  /// Which calls of the centre ended in the span, the end not included.
  package func ended(in centre: CentreID, from: Instant, to: Instant) async throws(StorageFailure) -> Set<CallID> {
    let query = Query(
      "\(CallsStatements.ids)", [.text(centre.text), .integer(from.ms), .integer(to.ms)], views: ["calls.call"])
    let ids = try await readModel.rows(query).map { row throws(StorageFailure) in
      var reader = RowReader(row)
      return try reader.callID()
    }
    return Set(ids)
  }

  /// `nil` when it is not among those that ended. Of a call that was in two centres, the last end.
  package func end(of call: CallID) async throws(StorageFailure) -> CallRow? {
    let found = try await readModel.rows(Query("\(CallsStatements.call)", [.id(call)], views: ["calls.call"]))
    guard let last = found.last else { return nil }
    var reader = RowReader(last)
    return try reader.call()
  }

  /// The same with the call's parts.
  package func story(of call: CallID) async throws(StorageFailure) -> CallStory? {
    guard let row = try await end(of: call) else { return nil }
    let parameters: [Value] = [
      .id(call), .integer(row.arrivedAt.ms &- Self.marginMs), .integer(row.endedAt.ms &+ Self.marginMs),
    ]
    let parts = try await readModel.rows([
      Query("\(CallsStatements.entries)", parameters, views: ["calls.entry"]),
      Query("\(CallsStatements.offers)", parameters, views: ["calls.offer"]),
      Query("\(CallsStatements.conversations)", parameters, views: ["calls.conversation"]),
    ])
    return CallStory(
      call: row,
      entries: try parts[0].map { row throws(StorageFailure) in
        var reader = RowReader(row)
        return try reader.entry()
      },
      offers: try parts[1].map { row throws(StorageFailure) in
        var reader = RowReader(row)
        return try reader.offer()
      },
      conversations: try parts[2].map { row throws(StorageFailure) in
        var reader = RowReader(row)
        return try reader.conversation()
      })
  }

  /// The states of an agent that lasted into the span, in order.
  package func states(
    of agent: AgentID, in centre: CentreID, from: Instant, to: Instant
  ) async throws(StorageFailure) -> [AgentStateRow] {
    let query = Query(
      "\(CallsStatements.agentStates)",
      [.text(centre.text), .text(agent.text), .integer(from.ms), .integer(to.ms)], views: ["calls.agent_state"])
    return try await readModel.rows(query).map { row throws(StorageFailure) in
      var reader = RowReader(row)
      return try reader.agentState()
    }
  }
}

extension Value {
  fileprivate static func optional(_ name: (some TextIdentifier)?) -> Value { name.map { .text($0.text) } ?? .null }

  fileprivate static func id(_ call: CallID) -> Value {
    .bytes(withUnsafeBytes(of: (call.bits.high.bigEndian, call.bits.low.bigEndian)) { Array($0) })
  }
}
