import EventJSON
package import Events
import PluginKit
package import Storage
import WireRuntime

/// CloudEvents 1.0 in binary mode, as its Kafka binding has it: attributes are headers with the prefix `ce_`, the data
/// is the value, the key is the partition key (the centre).
package struct CloudEventsPublication: Publication {
  /// Of the data.
  package enum Form: String, Sendable, CaseIterable {
    case json, protobuf

    var contentType: String {
      switch self {
      case .json: "application/json"
      case .protobuf: "application/protobuf"
      }
    }
  }

  private let form: Form

  init(_ form: Form) { self.form = form }

  package func records(of commit: Commit) throws -> [OutgoingRecord] {
    commit.events.enumerated().compactMap { index, event in
      CloudEvent(event, index: index, of: commit).map { record(of: event, $0) }
    }
  }

  private func record(of event: Event, _ cloud: CloudEvent) -> OutgoingRecord {
    var headers: [OutgoingRecord.Header] = [
      .init("ce_specversion", "1.0"), .init("ce_id", "\(cloud.id)"), .init("ce_source", cloud.source),
      .init("ce_type", cloud.type), .init("ce_time", cloud.time.rfc3339),
      .init("ce_partitionkey", cloud.centre.text), .init("ce_sequence", cloud.sequence),
      .init("ce_commandid", "\(cloud.command)"), .init("content-type", form.contentType),
    ]
    if let subject = cloud.subject { headers.append(.init("ce_subject", subject)) }
    let value = form == .json ? Array(cloud.data.utf8) : event.wireBytes()
    return OutgoingRecord(key: cloud.centre.text, headers: headers, value: value)
  }
}
