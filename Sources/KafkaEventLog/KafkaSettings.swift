import EventLog
package import KafkaClient

/// Where the log is, and what librdkafka is told.
package struct KafkaSettings: Sendable {
  package static let standardTopic = "trunkline.log"

  /// `host:port`, several with commas between them.
  package var brokers: String
  package var topic = KafkaSettings.standardTopic
  /// Copies of a topic that is made now, and the fewest of one that is there; `nil`: 3 where there are three brokers or
  /// more, otherwise one for each.
  package var replication: Int32?
  /// Any property of librdkafka, as for SASL and TLS; they win over ours.
  package var properties: ClientProperties = [:]
  /// How long an answer of the brokers is waited for.
  package var waiting = Duration.seconds(10)
  /// How long it must look as if a slice ended before what was read of it, until that is taken for true.
  package var doubt = OutsideOfLog.doubt
  /// Before a slice that was found lost is looked at again.
  package var rest = OutsideOfLog.rest
  /// Librdkafka's own brokers answer no questions about a topic's settings.
  package var checksTopicSettings = true
  /// For tests that break connections.
  package var sockets: SocketRegistry?

  package init(brokers: String) { self.brokers = brokers }

  private func client(_ role: ClientProperties) -> ClientProperties {
    role.with(["bootstrap.servers": brokers]).with(properties)
  }

  package var asking: ClientProperties { client(.reading) }
  /// A batch of several records is never larger than the largest commit, so that a topic that takes that takes all.
  package var writing: ClientProperties {
    client(.writing.with(["batch.size": "\(CommitLimits.bodyBytesMax)"]).with(.measured))
  }
  /// A slice that is followed from now on waits for the fetch under way. Each of the 64 may have fetched 16 MiB that
  /// are not read yet: a quarter of the usual, and more than comes while its reader is away for a moment.
  var following: ClientProperties {
    client(
      .reading.with([
        "fetch.wait.max.ms": "50", "queued.max.messages.kbytes": "16384", "enable.partition.eof": "true",
      ]).with(.measured))
  }
  /// Reads that know where they end. What waits in the client's queue takes more than twice its bytes of memory.
  package var bulk: ClientProperties {
    client(
      .reading.with([
        "fetch.wait.max.ms": "10", "queued.min.messages": "1000000", "queued.max.messages.kbytes": "16384",
        "enable.partition.eof": "true",
      ]))
  }

  func reader(_ properties: ClientProperties) throws(LogFailure) -> PartitionReader {
    do throws(KafkaError) {
      return try PartitionReader(properties, topic: topic, sockets: sockets)
    } catch {
      throw LogFailure(kafka: error, at: brokers)
    }
  }
}
