package import PluginKit
import Storage

/// KPIs by queue, service and agent in quarters of an hour. See `KPIReports` for what is read from them.
package enum KPI {
  package static let plugin = Plugin(
    name: "kpi", version: 2, tables: KPITable.all,
    migrations: [
      Migration(name: "V001_kpi", sql: String(decoding: PackageResources.V001_kpi_sql, as: UTF8.self))
    ],
    projection: KPIProjection())
}
