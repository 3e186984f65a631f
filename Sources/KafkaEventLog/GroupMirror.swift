import EventLog
import KafkaClient
import Storage
import SystemThreads
import Values

/// Shows how far readers are as consumer groups that nobody joins, `TOPIC.READER` each: Kafka's own tools tell their
/// lag then. Blocks a thread of its own.
actor GroupMirror: PositionMirror {
  private nonisolated let executor = ThreadExecutor()
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }
  /// Nobody waits for it: what is late is shown the next time.
  private static let waitMs: Int32 = 5_000

  private let settings: KafkaSettings
  private let tail: Tail
  private let index: any LogIndex
  private var groups: GroupOffsets?

  init(_ settings: KafkaSettings, _ tail: Tail, _ index: any LogIndex) {
    self.settings = settings
    self.tail = tail
    self.index = index
  }

  static func group(of reader: String, on topic: String) -> String { "\(topic).\(reader)" }

  func show(_ places: [ReaderPlace]) async throws(LogFailure) {
    var shown: [String: [(partition: Int32, offset: Int64)]] = [:]
    for place in places {
      guard let offset = try await offset(after: place.position, in: place.slice) else { continue }
      shown[place.reader, default: []].append((Int32(place.slice.number), offset))
    }
    do throws(KafkaError) {
      let groups = try connected()
      for reader in shown.keys.sorted() {
        try groups.show(shown[reader] ?? [], in: Self.group(of: reader, on: settings.topic))
      }
    } catch {
      throw LogFailure(kafka: error, at: settings.brokers)
    }
  }

  nonisolated func close() async { await executor.stop() }

  private func connected() throws(KafkaError) -> GroupOffsets {
    if let groups { return groups }
    let made = try GroupOffsets(
      settings.asking, topic: settings.topic, waitMs: Self.waitMs, sockets: settings.sockets)
    groups = made
    return made
  }

  /// Of the record that comes after the position. Where that is no longer in memory it is as the index has it, which is
  /// less by the former owners' records between: never more than was read.
  /// - Returns: `nil`: the slice is not followed here, or not as far.
  private func offset(after position: Position, in slice: Slice) async throws(LogFailure) -> Int64? {
    enum Found { case at(Int64), older(end: Int64), unknown }
    let found = tail[slice].withView { view -> Found in
      if position > view.head.position { return .unknown }
      return view.offset(after: position).map { .at($0) } ?? .older(end: view.fold.nextOffset)
    }
    switch found {
    case .unknown?, nil: return nil
    case .at(let offset)?: return offset
    case .older(let end)?:
      let entry: LogIndexEntry?
      do throws(StorageFailure) {
        entry = try await index.entry(of: slice, notAbove: position)
      } catch {
        throw LogFailure(index: error)
      }
      // Position 1 is nowhere before offset 0.
      let known = entry.map { (position: $0.position.number, offset: $0.offset) } ?? (position: 1, offset: 0)
      return min(end, known.offset + Int64(clamping: position.number + 1) - Int64(clamping: known.position))
    }
  }
}
