package import PluginKit
import Storage

/// A row for every call, stay in a queue, offer, conversation and agent state that ended.
package enum Calls {
  package static let plugin = Plugin(
    name: "calls", version: 1, tables: CallsTable.all,
    migrations: [
      Migration(name: "V001_calls", sql: String(decoding: PackageResources.V001_calls_sql, as: UTF8.self))
    ],
    projection: CallsProjection())
}
