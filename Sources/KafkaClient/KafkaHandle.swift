import CRDKafka
import Synchronization
import SystemThreads

/// One client of librdkafka: its connections and threads, which end with the last reference.
///
/// `@unchecked Sendable`: INTRODUCTION.md, “Threads and callbacks”: “The API is completely thread-safe and the calling
/// application may call any of the API functions from any of its own threads at any time.”
final class KafkaHandle: @unchecked Sendable {
  let client: OpaquePointer
  private let notes: ClientNotes

  init(
    _ type: rd_kafka_type_t, _ properties: ClientProperties, events: Int32 = 0, sockets: SocketRegistry? = nil
  ) throws(KafkaError) {
    let configuration = try properties.configuration()
    let notes = ClientNotes(sockets: sockets)
    rd_kafka_conf_set_opaque(configuration, Unmanaged.passUnretained(notes).toOpaque())
    rd_kafka_conf_set_log_cb(configuration, noteLine)
    rd_kafka_conf_set_stats_cb(configuration, takeStatistics)
    if events != 0 { rd_kafka_conf_set_events(configuration, events) }
    if sockets != nil {
      rd_kafka_conf_set_socket_cb(configuration, makeSocket)
      rd_kafka_conf_set_closesocket_cb(configuration, closeSocket)
    }
    var text = [CChar](repeating: 0, count: 512)
    guard let client = rd_kafka_new(type, configuration, &text, text.count) else {
      rd_kafka_conf_destroy(configuration)
      throw KafkaError(.misconfigured, "the Kafka client can't be made: \(String(terminated: text))")
    }
    self.client = client
    self.notes = notes
  }

  /// What the client complained of last; `nil`: nothing since the last time that this was asked.
  func takeNotes() -> String? { notes.take() }

  /// What the client said of itself last; `nil`: nothing so far, as one that is not to be measured.
  var figures: ClientFigures? { notes.figures }

  /// Takes what the client says of itself, if it has something to say. For one that gives its news to no queue.
  func takeNews() { rd_kafka_poll(client, 0) }

  func measured(_ statistics: [UInt8]) { notes.measured(statistics) }

  /// The last error of this thread's call, with what the client noted.
  func lastError() -> KafkaError { KafkaError(rd_kafka_last_error()).noting(takeNotes()) }

  /// On a thread of its own, since it waits for those of the client.
  deinit {
    let end = Ending(client: client, notes: notes)
    if !SystemThread.detach({ end.run() }) { end.run() }
  }

  /// `@unchecked Sendable`: the handle is gone, so this is the client's only owner; it goes from one thread to another.
  private struct Ending: @unchecked Sendable {
    let client: OpaquePointer
    /// The client's callbacks use them until it is gone.
    let notes: ClientNotes

    func run() {
      // There is no group to leave and nothing to commit.
      rd_kafka_destroy_flags(client, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE)
      withExtendedLifetime(notes) {}
    }
  }
}

/// What a client says about itself, for the errors that people see.
final class ClientNotes: Sendable {
  let sockets: SocketRegistry?
  private let last = Mutex<String?>(nil)
  private let newest = Mutex<ClientFigures?>(nil)

  init(sockets: SocketRegistry?) { self.sockets = sockets }

  func add(_ line: String) { last.withLock { $0 = line } }

  func take() -> String? {
    last.withLock { line in
      defer { line = nil }
      return line
    }
  }

  var figures: ClientFigures? { newest.withLock { $0 } }

  func measured(_ statistics: [UInt8]) {
    guard var figures = ClientFigures(statistics: statistics) else { return }
    newest.withLock { newest in
      if let newest { figures.goOn(from: newest) }
      newest = figures
    }
  }

  static func of(_ opaque: UnsafeMutableRawPointer?) -> ClientNotes? {
    opaque.map { Unmanaged<ClientNotes>.fromOpaque($0).takeUnretainedValue() }
  }
}

/// librdkafka would write to standard error. Levels are those of syslog: below 5 something is wrong.
private func noteLine(
  _ client: OpaquePointer?, _ level: Int32, _ facility: UnsafePointer<CChar>?, _ text: UnsafePointer<CChar>?
) {
  guard level < 5, let client, let text, let notes = ClientNotes.of(rd_kafka_opaque(client)) else { return }
  // Of properties that do nothing for this kind of client: nothing that happened.
  if let facility, String(cString: facility) == "CONFWARN" { return }
  let line = String(cString: text)
  // What is wrong with each of them was said before.
  guard !line.contains("brokers are down") else { return }
  // “[thrd:127.0.0.1:9092/bootstrap]: ” is for who looks for bugs in the client.
  guard line.hasPrefix("[thrd:"), let end = line.firstRange(of: "]: ") else { return notes.add(line) }
  notes.add(String(line[end.upperBound...]))
}

/// For clients whose news come by calls, while they are polled.
private func takeStatistics(
  _ client: OpaquePointer?, _ text: UnsafeMutablePointer<CChar>?, _ count: Int, _ opaque: UnsafeMutableRawPointer?
) -> Int32 {
  if let text { ClientNotes.of(opaque)?.measured(Array(UnsafeRawBufferPointer(start: text, count: count))) }
  // The text stays the client's.
  return 0
}

private func makeSocket(
  _ domain: Int32, _ type: Int32, _ number: Int32, _ opaque: UnsafeMutableRawPointer?
) -> Int32 {
  ClientNotes.of(opaque)?.sockets?.make(domain: domain, type: type, protocol: number) ?? -1
}

private func closeSocket(_ socket: Int32, _ opaque: UnsafeMutableRawPointer?) -> Int32 {
  ClientNotes.of(opaque)?.sockets?.close(socket) ?? -1
}
