import API
import CallHandling
import Metrics
import PluginKit
import Sockets
import Values

// What a server has to say, each in its own words.
extension ServiceLog.Entry {
  static func started(_ roles: ServiceRoles, _ centre: CentreID?, address: SocketAddress?) -> Self {
    let what = centre.map { "serving centre \($0)" } ?? "serving"
    let part = roles.isAll ? "" : " (\(roles.names.joined(separator: ", ")))"
    let place = address.map { ", listening at \($0)" } ?? ""
    return Self(
      level: .info, event: "service.started", message: "\(what)\(part)\(place); stop with Ctrl-C",
      fields: [
        .init("centre", centre.map { .text($0.text) } ?? .none),
        .init("roles", .text(roles.names.joined(separator: ","))),
      ])
  }

  /// Whoever reads was slower than what happened.
  static func dropped(_ count: Int) -> Self {
    Self(
      level: .warning, event: "service.linesDropped", message: "\(count) lines were dropped: nobody took them",
      fields: [.init("lines", .number(Int64(count)))])
  }

  static var stopped: Self { Self(level: .info, event: "service.stopped", message: "stopped") }

  static var stoppedLate: Self {
    Self(
      level: .error, event: "service.stoppedLate",
      message: "ended without taking leave: the database or the brokers are away; leases run out by themselves")
  }

  static func stopped(callsOpen: Int, waiting: Int) -> Self {
    Self(
      level: .info, event: "service.stopped",
      message: "stopped. \(callsOpen) calls are open and \(waiting) wait: the next server goes on with them.",
      fields: [.init("callsOpen", .number(Int64(callsOpen))), .init("waiting", .number(Int64(waiting)))])
  }

  /// How far the plugins are of a process that runs nothing else.
  static func health(_ boards: [PluginHealth]) -> Self {
    let parts = boards.map { "\($0.plugin) on slice \($0.slice) at position \($0.position), \($0.state.rawValue)" }
    return Self(
      level: boards.contains { $0.state == .held } ? .warning : .info, event: "plugins.health",
      message: parts.isEmpty ? "stands by: other processes run these plugins" : parts.joined(separator: "; "),
      fields: boards.map { .init("\($0.plugin).\($0.slice)", .number(Int64(clamping: $0.position.number))) })
  }

  /// A slice begins or ceases to be written here.
  static func service(_ note: ServiceNote) -> Self {
    let (level, event, slice): (ServiceLog.Level, String, Slice) =
      switch note {
      case .serves(let slice): (.info, "slice.served", slice)
      case .standsBy(let slice, _): (.info, "slice.standsBy", slice)
      case .leaves(let slice): (.info, "slice.left", slice)
      case .hindered(let slice, _): (.warning, "slice.hindered", slice)
      case .broken(let slice, _): (.error, "slice.broken", slice)
      }
    return Self(
      level: level, event: event, message: note.description,
      fields: [.init("slice", .number(Int64(slice.number)))])
  }

  /// It is spoken to over HTTP.
  static func http(_ address: SocketAddress) -> Self {
    let warning =
      address.isOfThisMachine ? "" : ": others reach it, without TLS or log-in; put a reverse proxy with both before it"
    return Self(
      level: address.isOfThisMachine ? .info : .warning, event: "http.started",
      message: "serves HTTP at \(address)\(warning)", fields: [.init("address", .text("\(address)"))])
  }

  /// Why, which the client is not told.
  /// - Parameter others: that failed since the last one that was told.
  static func requestFailed(_ request: FailedRequest, others: Int) -> Self {
    let more = others == 0 ? "" : " (and \(others) requests before it that were not written down)"
    return Self(
      level: .warning, event: "http.failed",
      message: "request \(request.id), \(request.method) \(request.path), failed with \(request.status) "
        + "\(request.code): \(request.cause)\(more)",
      fields: [
        .init("request", .text("\(request.id)")), .init("method", .text(request.method)),
        .init("path", .text(request.path)), .init("status", .number(Int64(request.status))),
        .init("code", .text(request.code)), .init("cause", .text(request.cause)),
        .init("others", .number(Int64(others))),
      ])
  }

  /// A plugin does otherwise than before.
  static func plugin(_ health: PluginHealth) -> Self {
    let level: ServiceLog.Level =
      switch health.state {
      case .starting, .running: .info
      case .flooding, .waiting: .warning
      case .held: .error
      }
    let reason = health.reason.isEmpty ? "" : ": \(health.reason)"
    let hint =
      health.state == .held ? " (trunkline plugins retry \(health.plugin), or skip, lets it go on)" : ""
    return Self(
      level: level, event: "plugin.\(health.state.rawValue)",
      message: "plugin \(health.plugin) is \(health.state.rawValue) at position \(health.position)\(reason)\(hint)",
      fields: [
        .init("plugin", .text(health.plugin)), .init("slice", .number(Int64(health.slice.number))),
        .init("position", .number(Int64(clamping: health.position.number))),
        .init("reason", health.reason.isEmpty ? .none : .text(health.reason)),
      ])
  }

  /// The private server, which other processes may share, died and runs again, or does not.
  static func database(_ message: String, isBack: Bool) -> Self {
    Self(level: isBack ? .warning : .error, event: isBack ? "database.back" : "database.away", message: message)
  }

  /// It is begun again.
  static func telephonyFailed(_ reason: String) -> Self {
    Self(level: .error, event: "telephony.failed", message: "telephony: \(reason)", fields: [])
  }

  /// The picture of the centre is not kept any more; the centre is served all the same.
  static func pictureLost(_ reason: String) -> Self {
    Self(level: .error, event: "centre.notFollowed", message: "the centre can't be followed: \(reason)", fields: [])
  }

  /// Commands wait, or are told to come again, until it is back.
  static func logAway(_ reason: String) -> Self {
    Self(
      level: .error, event: "log.away", message: "the log is away: \(reason)",
      fields: [.init("reason", .text(reason))])
  }

  static var logBack: Self { Self(level: .warning, event: "log.back", message: "the log is back") }

  /// Somebody writes to the log's place who is no writer of a log.
  static func foreignRecords(_ count: UInt64) -> Self {
    Self(
      level: .warning, event: "log.foreignRecords",
      message: "records that are none of the log's own were passed over: \(count) so far",
      fields: [.init("records", .number(Int64(clamping: count)))])
  }

  /// The machine's clock was set while centres live by another time.
  static func clockOff(_ off: Milliseconds) -> Self {
    let seconds = off.count.magnitude / 1_000
    return Self(
      level: .warning, event: "clock.off",
      message: "the machine's clock is \(seconds) s \(off < .zero ? "behind" : "ahead of") the centres' time: what is "
        + "due comes as if it had not been set, and their time nears it by a fiftieth of what passes",
      fields: [.init("offMs", .number(off.count))])
  }

  static var clockRight: Self {
    Self(level: .info, event: "clock.right", message: "the centres' time is the machine's again")
  }

  /// What was published may be lost with a broker: nobody would send it again.
  static func streamIsWeak(_ reason: String) -> Self {
    Self(level: .warning, event: "stream.weak", message: reason, fields: [.init("reason", .text(reason))])
  }

  /// What shows others how far plugins are is away, or back. Nothing depends on it.
  static func mirror(away reason: String?) -> Self {
    let message =
      reason.map { "how far plugins are can't be shown to Kafka's tools, all else goes on: \($0)" }
      ?? "how far plugins are is shown to Kafka's tools again"
    return Self(
      level: reason == nil ? .info : .warning, event: reason == nil ? "mirror.back" : "mirror.away", message: message)
  }

  /// How the centre is, in one line.
  static func health(_ picture: LivePicture) -> Self {
    let sums = picture.whole
    let waits = picture.queues.compactMap(\.longestWait)
    var fields: [ServiceLog.Field] = [
      .init("centre", .text(picture.centre.text)),
      .init("waiting", .number(Int64(picture.queues.reduce(0) { $0 + $1.waiting }))),
      .init("longestWaitMs", waits.max().map { .number($0.count) } ?? .none),
      .init("callsOpen", .number(Int64(picture.calls.count))), .init("agents", .number(Int64(picture.agents.count))),
      .init("agentsIdle", .number(Int64(picture.count(.idle)))), .init("answeredToday", .number(sums.answered)),
      .init("abandonedToday", .number(sums.abandoned)),
      .init("serviceLevelShortOut", sums.serviceLevel(.shortOut).map { .decimal($0) } ?? .none),
      .init("position", .number(Int64(clamping: picture.head.number))),
    ]
    for reader in picture.readers {
      fields.append(.init("\(reader.name)Behind", .number(Int64(clamping: reader.behind))))
    }
    return Self(
      level: picture.remark.isEmpty ? .info : .warning, event: "centre.health",
      message: LiveLine(picture: picture).facts,
      fields: fields)
  }
}
