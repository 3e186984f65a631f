package import PluginKit

/// Publishes every event of the log outside, for whoever wants to know: one record for each, in the log's order.
package enum Publisher {
  package static let name = "publisher"

  /// - Parameter form: of the events' data.
  package static func plugin(_ form: CloudEventsPublication.Form = .json) -> Plugin {
    Plugin(name: name, version: 1, publication: CloudEventsPublication(form))
  }
}
