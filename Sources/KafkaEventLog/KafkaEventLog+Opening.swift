package import EventLog
import Events
import KafkaClient
package import Storage
package import Values
import WireRuntime

extension KafkaEventLog {
  /// Opens the log of a topic, and makes the topic when there is none (with the identity `newID`).
  ///
  /// A topic that would lose commits is refused (G4), and so is one that holds another log than the index belongs to,
  /// or that was made anew (G8).
  package static func open(
    _ settings: KafkaSettings, chain: Chain, index: any LogIndex, newID: LogID
  ) async throws(LogFailure) -> KafkaEventLog {
    let entry = try await entry(of: index)
    try await TopicSetup(settings).prepare(itWasThere: entry)
    let offsets = EndOffsets(
      try settings.reader(settings.asking), address: settings.brokers, waiting: settings.waiting)
    let id = try await identity(settings, offsets: offsets, index: index, entry: entry, newID: newID)
    let news = IndexNews(index)
    let tail = Tail(
      try settings.reader(settings.following), address: settings.brokers,
      doubts: Doubts(patience: settings.doubt, rest: settings.rest),
      genesis: { chain.genesis(of: $0, in: id) }, indexed: { news.add($0) })
    let log = KafkaEventLog(id: id, chain: chain, settings: settings, index: index, offsets: offsets, tail: tail)
    tail.followWhenAwaited { [weak log] slice in
      // Of a slice that is followed the tail tells by itself.
      if log?.tail[slice].isFollowed == false { Task { await followPatiently(slice, of: log) } }
    }
    guard tail.run() else { throw LogFailure(.unavailable, "there is no thread to be had") }
    return log
  }

  /// Somebody waits for the slice: a log that can't be reached now is asked again.
  private static func followPatiently(_ slice: Slice, of log: @autoclosure () -> KafkaEventLog?) async {
    while let log = log() {
      do throws(LogFailure) {
        let head = try await log.freshHead(of: slice).point
        if head.position > .zero { log.signal.advanced(slice, to: head.position) }
        return
      } catch {
        // What time does not heal is for the next read to say.
        guard error.kind == .unavailable, !log.tail.hasStopped else { return }
      }
      // The pause before it is asked again.
      try? await Task.sleep(for: .seconds(1))
    }
  }

  /// Any that there is: the topic had commits once.
  private static func entry(of index: any LogIndex) async throws(LogFailure) -> LogIndexEntry? {
    do throws(StorageFailure) {
      return try await index.anyEntry()
    } catch {
      throw LogFailure(index: error)
    }
  }

  private static func identity(
    _ settings: KafkaSettings, offsets: EndOffsets, index: any LogIndex, entry: LogIndexEntry?, newID: LogID
  ) async throws(LogFailure) -> LogID {
    let topic = try await identityInTopic(settings, offsets)
    let known: LogID?
    do throws(StorageFailure) {
      known = try await index.identity()
    } catch {
      throw LogFailure(index: error)
    }
    func judge(index: LogID?) throws(LogFailure) -> LogIdentity {
      try LogIdentity(topic: topic, index: index, entry: entry, of: settings.topic, at: settings.brokers)
    }
    switch try judge(index: known) {
    case .known(let id): return id
    case .none: return try await keep(newID, in: index)
    case .inTopic(let id):
      // Another process may have been quicker, with another log.
      _ = try judge(index: try await keep(id, in: index))
      return id
    }
  }

  private static func keep(_ id: LogID, in index: any LogIndex) async throws(LogFailure) -> LogID {
    do throws(StorageFailure) {
      return try await index.keep(identity: id)
    } catch {
      throw LogFailure(index: error)
    }
  }

  /// By the first commit that is found.
  private static func identityInTopic(
    _ settings: KafkaSettings, _ offsets: EndOffsets
  ) async throws(LogFailure) -> LogID? {
    let (starts, ends) = (try await offsets.starts(), try await offsets.ends())
    for slice in Slice.all {
      let (start, end) = (starts[Int(slice.number)], ends[Int(slice.number)])
      guard end > start else { continue }
      let glance = PartitionGlance(
        try settings.reader(settings.bulk), address: settings.brokers, waiting: settings.waiting)
      if let id = try await glance.identity(in: slice, from: start, before: end) { return id }
    }
    return nil
  }
}
