import CBaselines
import EventLog
import KafkaClient
import KafkaEventLog
import Values

extension BareLoops {
  /// What each group takes when it is sent at the instant at which it was sent before: as much at a time, and no more.
  func appendPaced(_ groups: [RecordingLog.Group], after anchor: Record, to slice: Slice) throws -> Latencies {
    guard let start = groups.first?.askedAt else { return Latencies([]) }
    return Latencies(
      try append(
        groups.records, groups: groups.map { UInt32($0.records.count) },
        due: groups.map { Int64(($0.askedAt - start).seconds * 1e9) }, after: anchor, to: slice
      ).groupMs)
  }

  /// Sends the groups to the slice's partition with the writer's own settings, and waits for the reports of each.
  /// - Parameter due: when each may be sent, from the beginning; `nil`: as soon as the one before is in.
  func produce(
    _ given: baseline_records, keys: [UInt8], due: [Int64]?, to topic: KafkaSettings,
    nanoseconds: inout [Int64]
  ) throws -> Duration {
    let properties = topic.writing.flat
    var given = given
    return try timed { problem in
      keys.withUnsafeBufferPointer { keys in
        nanoseconds.withUnsafeMutableBufferPointer { nanoseconds in
          func run(_ due: UnsafePointer<Int64>?) -> Int64 {
            baseline_produce(
              properties, topic.topic, &given, keys.baseAddress, RecordKey.byteCount, due, nanoseconds.baseAddress,
              problem)
          }
          guard let due else { return run(nil) }
          return due.withUnsafeBufferPointer { run($0.baseAddress) }
        }
      }
    }
  }

  /// Reads the partition with the settings of our bulk readers and discards the records.
  func consume(
    _ slice: Slice, before end: Int64, of topic: KafkaSettings
  ) throws -> (span: Duration, rows: Int, bytes: Int) {
    var records: UInt64 = 0
    var bytes: UInt64 = 0
    let properties = topic.bulk.flat
    let span = try timed {
      baseline_consume(properties, topic.topic, Int32(slice.number), end, &records, &bytes, $0)
    }
    return (span, Int(records), Int(bytes))
  }
}

extension ClientProperties {
  /// As the bare loops take them.
  fileprivate var flat: [CChar] {
    values.flatMap { Array($0.name.utf8CString) + Array($0.value.utf8CString) } + [0]
  }
}
