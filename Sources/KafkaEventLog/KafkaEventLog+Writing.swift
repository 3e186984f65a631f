package import EventLog
import FailPoints
import KafkaClient
package import Values

extension KafkaEventLog {
  package func acquire(_ slice: Slice, marker: OwnershipMarker) async throws(LogFailure) -> ChainPoint {
    while true {
      // Everything before the marker is read before it is sent, and its offset says that nothing came between.
      let (head, _) = try await freshHead(of: slice)
      var sealer = Sealer(log: id, slice: slice, chain: chain, after: head)
      let record = try sealer.sealOwnership(marker, epoch: head.epoch.next)
      switch try await attempt([record], markers: [record.position], in: slice) {
      case .accepted:
        FailPoint.acquireAfterMarker.reach()
        tenures.change(slice) { $0 = Tenures.Tenure(marker: marker) }
        signal.advanced(slice, to: record.position)
        return record.point
      // Somebody else took it at the same time: he may have it, or this one takes it from him once more.
      case .stale, .fenced:
        // The pause of two that came at once: the one who lost his lease hears of it meanwhile.
        try? await Task.sleep(for: .milliseconds(20))
        if Task.isCancelled { throw LogFailure(.unavailable, "slice \(slice) is not wanted here any more") }
      case .unknown(let reason): throw LogFailure(.unavailable, "slice \(slice) could not be taken: \(reason)")
      }
    }
  }

  package func append(_ records: [Record], to slice: Slice) async -> AppendOutcome {
    do throws(LogFailure) {
      return try await settled(records, in: slice)
    } catch {
      return .unknown(reason: error.message)
    }
  }

  /// The records are sent if they continue the chain; otherwise the log says what they are.
  /// - Throws: when nothing was sent, since the log can't be used.
  func settled(_ records: [Record], in slice: Slice) async throws(LogFailure) -> AppendOutcome {
    guard let first = records.first else { return .accepted }
    FailPoint.appendBeforeBegin.reach()
    let followed = try await follow(slice)
    let continues = followed.withView { $0.head.id == first.prev && $0.head.epoch == first.epoch } ?? false
    guard continues, first.position > Position(1) else {
      return try await verdict(on: records, in: slice, orAppend: true)
    }
    return try await attempt(records, in: slice)
  }

  /// Sends records and says what became of them.
  func attempt(
    _ records: [Record], markers: Set<Position> = [], in slice: Slice
  ) async throws(LogFailure) -> AppendOutcome {
    let followed = tail[slice]
    let expected = followed.withView { $0.fold.nextOffset } ?? 0
    let result: SendResult
    do throws(KafkaError) {
      result = try await sender.send(records, markers: markers, to: slice, expecting: expected)
    } catch {
      throw LogFailure(kafka: error, at: settings.brokers)
    }
    switch result {
    case .exact:
      FailPoint.appendAfterReply.reach()
      if take(records, markers: markers, at: expected, in: followed) { return .accepted }
      return try await judged(records, in: slice)
    case .elsewhere: return try await judged(records, in: slice)
    case .below:
      let head = followed.withView { $0.head.position } ?? .zero
      let failure = OutsideOfLog.beyond(after: head, of: slice, at: settings.brokers)
      followed.fail(failure)
      signal.wake(slice)
      throw failure
    case .tooLarge(let index): throw tooLarge(records[index])
    case .failed(let reason, let mayLand):
      if mayLand { tenures.change(slice) { $0.isUnsettled = true } }
      return .unknown(reason: reason)
    }
  }

  /// The topic's settings were other ones when the log was opened.
  private func tooLarge(_ record: Record) -> LogFailure {
    LogFailure(
      .tooLarge(bytes: record.body.count, events: 0),
      "topic \(settings.topic) takes no commit of \(record.body.count) bytes: kafka-configs.sh --bootstrap-server "
        + "\(settings.brokers) --alter --entity-type topics --entity-name \(settings.topic) --add-config "
        + "\(TopicCheck.messageBytes)")
  }

  /// All records are in the log: which of them count is not known before it was read.
  private func judged(_ records: [Record], in slice: Slice) async throws(LogFailure) -> AppendOutcome {
    do throws(LogFailure) {
      return try await verdict(on: records, in: slice, orAppend: false)
    } catch {
      guard error.kind == .unavailable else { throw error }
      tenures.change(slice) { $0.isUnsettled = true }
      return .unknown(reason: error.message)
    }
  }

  /// The followed slice goes on with records that are known to stand next to what it has.
  /// - Returns: whether the last of them is accepted.
  private func take(
    _ records: [Record], markers: Set<Position>, at offset: Int64, in followed: FollowedSlice
  ) -> Bool {
    let isIn = followed.withView { view -> Bool in
      for (index, record) in records.enumerated() {
        _ = view.take(
          record, isOwnershipMarker: markers.contains(record.position), at: offset + Int64(index))
      }
      return records.last.map { view.point(at: $0.position)?.id == $0.id } ?? true
    }
    tail.tell(followed)
    return isIn ?? false
  }

  /// What the log says about records, read through its end.
  /// - Parameter orAppend: records that turn out to continue the chain are sent.
  func verdict(on records: [Record], in slice: Slice, orAppend: Bool) async throws(LogFailure) -> AppendOutcome {
    guard let first = records.first, let last = records.last else { return .accepted }
    let (head, _) = try await freshHead(of: slice)
    if last.position <= head.position, try await point(at: last.position, of: slice).id == last.id { return .accepted }
    if head.epoch > first.epoch, head.epoch != tenures[slice].barrier { return .fenced(by: head.epoch) }
    guard orAppend, first.prev == head.id, first.epoch == head.epoch, head.epoch > .zero else {
      return .stale(head: head)
    }
    return try await attempt(records, in: slice)
  }
}
