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

    /// What bytes that do not say so themselves are a message of.
    var dataType: String? {
      switch self {
      case .json: nil
      case .protobuf: "type.googleapis.com/trunkline.v1.Event"
      }
    }
  }

  private let form: Form

  init(_ form: Form) { self.form = form }

  /// - Throws: at an event that this version does not know, which is for a newer one to publish.
  package func records(of commit: Commit) throws -> [OutgoingRecord] {
    try commit.events.enumerated().compactMap { index, event in
      guard let cloud = CloudEvent(event, index: index, of: commit) else { return nil }
      guard event.type != nil else { throw NewerEvent(type: event.typeName) }
      return try record(of: event, cloud)
    }
  }

  private func record(of event: Event, _ cloud: CloudEvent) throws -> OutgoingRecord {
    var headers: [OutgoingRecord.Header] = [
      .init("ce_specversion", "1.0"), .init("ce_id", "\(cloud.id)"), .init("ce_source", cloud.source),
      .init("ce_type", cloud.type), .init("ce_time", cloud.time.rfc3339),
      .init("ce_partitionkey", cloud.centre.text), .init("ce_sequence", cloud.sequence),
      .init("ce_commandid", "\(cloud.command)"), .init("content-type", form.contentType),
    ]
    if let subject = cloud.subject { headers.append(.init("ce_subject", subject)) }
    if let type = form.dataType { headers.append(.init("ce_dataschema", type)) }
    // What can't be written again has a part that is not known here: as JSON it would go out without.
    let bytes = try event.checkedWireBytes()
    let value = form == .json ? Array(cloud.data.utf8) : bytes
    return OutgoingRecord(key: cloud.centre.text, headers: headers, value: value)
  }
}

private struct NewerEvent: Error, CustomStringConvertible {
  let type: String
  var description: String { "an event that this version does not know, and can't publish: \(type)" }
}
