import CallHandling
import EventLog
import HTTPServer
import KafkaClient
import PluginKit

/// The figures of a server, as `/metrics` shows them.
struct MetricsPage {
  let standing: ServiceStanding
  let passedOver: PassedOver
  let http: HTTPCounts.Values
  /// Of Kafka; empty where there is none.
  let clients: [ClientReport]

  func text() -> String {
    var page = Exposition()
    addSlices(to: &page)
    addPlugins(to: &page)
    addRequests(to: &page)
    addStreams(to: &page)
    addClients(to: &page)
    return page.text
  }

  private func addSlices(to page: inout Exposition) {
    let slices = standing.slices ?? []
    page.family(
      "trunkline_commands_total", .counter, "Commands decided here, deadlines among them, by what came of them.")
    for slice in slices {
      let counts = slice.counts
      let rejected = counts.rejected.values.reduce(0, +)
      for (outcome, count) in [
        ("accepted", counts.accepted), ("repeated", counts.repeated), ("ignored", counts.ignored),
        ("rejected", rejected),
      ] {
        page.sample(count, ["slice": "\(slice.slice)", "outcome": outcome])
      }
    }
    page.family("trunkline_rejections_total", .counter, "Commands that a rule stood against.")
    for slice in slices {
      for (rule, count) in slice.counts.rejected.sorted(by: { $0.key < $1.key }) {
        page.sample(count, ["slice": "\(slice.slice)", "rule": rule])
      }
    }
    page.family("trunkline_commits_appended_total", .counter, "Commits that this process appended to the log.")
    for slice in slices { page.sample(slice.counts.accepted, ["slice": "\(slice.slice)"]) }
    page.family("trunkline_events_appended_total", .counter, "Events in these commits.")
    for slice in slices { page.sample(slice.counts.events, ["slice": "\(slice.slice)"]) }
    page.family("trunkline_slice_serving", .gauge, "1 where this process writes the slice.")
    for slice in slices { page.sample(slice.state == .serving ? 1 : 0, ["slice": "\(slice.slice)"]) }
    page.family("trunkline_slice_epoch", .gauge, "The term under which this process writes the slice.")
    for slice in slices { if let epoch = slice.epoch { page.sample(epoch.number, ["slice": "\(slice.slice)"]) } }
    page.family("trunkline_slice_head", .gauge, "The last position that this process has heard of.")
    for slice in slices { if let head = slice.head { page.sample(head.number, ["slice": "\(slice.slice)"]) } }
    page.family("trunkline_log_records_skipped_total", .counter, "Records in the log that do not count, by why.")
    page.sample(passedOver.formerWriters, ["reason": "formerWriter"])
    page.sample(passedOver.foreign, ["reason": "foreign"])
  }

  private func addPlugins(to page: inout Exposition) {
    let plugins = standing.plugins ?? []
    page.family("trunkline_plugin_lag_commits", .gauge, "Commits that the plugin has not seen yet.")
    for health in plugins {
      let head = max(health.head, (standing.slices ?? []).first { $0.slice == health.slice }?.head ?? health.head)
      let lag = head.number - min(head.number, health.position.number)
      page.sample(lag, ["plugin": health.plugin, "slice": "\(health.slice)"])
    }
    page.family("trunkline_plugin_position", .gauge, "The last commit that the plugin has seen.")
    for health in plugins {
      page.sample(health.position.number, ["plugin": health.plugin, "slice": "\(health.slice)"])
    }
    page.family("trunkline_plugin_state", .gauge, "1 for the state that the plugin is in.")
    for health in plugins {
      for state in PluginHealth.State.allCases {
        let labels: KeyValuePairs = [
          "plugin": health.plugin, "slice": "\(health.slice)", "state": state.rawValue,
        ]
        page.sample(health.state == state ? 1 : 0, labels)
      }
    }
  }

  private func addRequests(to page: inout Exposition) {
    page.family("trunkline_http_requests_total", .counter, "Requests answered.")
    let answered = http.answered.sorted { a, b in
      (a.key.pattern, a.key.method, a.key.status) < (b.key.pattern, b.key.method, b.key.status)
    }
    for (key, count) in answered {
      page.sample(count, ["method": key.method, "route": key.pattern, "status": "\(key.status)"])
    }
    page.family(
      "trunkline_http_request_duration_seconds", .histogram, "From the end of a request's head to its answer.")
    for (route, latencies) in http.latencies.sorted(by: { $0.key < $1.key }) {
      var sum: UInt64 = 0
      for (bound, count) in zip(HTTPCounts.Latencies.boundsMs, latencies.counts) {
        sum += count
        page.sample(sum, ["route": route, "le": "\(Double(bound) / 1_000)"], suffix: "_bucket")
      }
      let total = latencies.counts.reduce(0, +)
      page.sample(total, ["route": route, "le": "+Inf"], suffix: "_bucket")
      page.sample(Double(latencies.microseconds) / 1_000_000, ["route": route], suffix: "_sum")
      page.sample(total, ["route": route], suffix: "_count")
    }
  }

  private func addStreams(to page: inout Exposition) {
    page.family("trunkline_http_connections", .gauge, "Connections that are open.")
    page.sample(http.connections)
    page.family(
      "trunkline_http_late_connections_total", .counter,
      "Connections whose request did not come, or whose answer was not taken, in time.")
    page.sample(http.late)
    page.family("trunkline_http_streams_open", .gauge, "Clients that follow a stream.")
    page.sample(http.streamsOpen)
    page.family("trunkline_http_streams_opened_total", .counter, "Streams that were begun.")
    page.sample(http.streamsOpened)
    page.family("trunkline_http_streams_dropped_total", .counter, "Clients dropped because they took nothing.")
    page.sample(http.streamsDropped)
  }
}
