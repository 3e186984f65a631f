import CommandLineKit
import KafkaStream
import PluginKit
import Publisher

/// What of a service goes outside: the events, to a topic of Kafka.
struct Publishing: Sendable {
  private let plugin: Plugin
  private let sink: KafkaSink

  init(brokers: String, form: CloudEventsPublication.Form) {
    plugin = Publisher.plugin(form)
    sink = KafkaSink(StreamSettings(brokers: brokers))
  }

  func host(of installation: Installation) -> PublicationHost {
    PublicationHost([plugin], log: installation.log, store: installation.store, to: sink)
  }

  func close() { sink.close() }
}

extension CloudEventsPublication.Form: Choice {}
