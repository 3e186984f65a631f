import CommandLineKit
import KafkaClient
import KafkaStream
import PluginKit
import Publisher

/// What of a service goes outside: the events, to a topic of Kafka.
struct Publishing: Sendable {
  private let plugin: Plugin
  private let sink: KafkaSink

  /// - Parameter place: as `HOST:PORT,…/TOPIC`.
  /// - Parameter copies: of the topic.
  init(
    to place: String, as form: CloudEventsPublication.Form, properties: ClientProperties, copies: Int32?,
    log: ServiceLog
  ) throws {
    let (brokers, topic) = try KafkaPlace.parts(of: place, option: "--publish")
    var settings = StreamSettings(brokers: brokers)
    if let topic { settings.topic = topic }
    settings.properties = properties
    settings.replication = copies
    plugin = Publisher.plugin(form)
    sink = KafkaSink(settings) { log.write(.streamIsWeak($0)) }
  }

  func host(of installation: Installation) -> PublicationHost {
    PublicationHost([plugin], log: installation.log, store: installation.store, to: sink)
  }

  /// How its client is.
  var clients: [ClientReport] { sink.clients }

  func close() { sink.close() }
}

extension CloudEventsPublication.Form: Choice {}
