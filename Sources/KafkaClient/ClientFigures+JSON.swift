import EventJSON

extension ClientFigures {
  /// From what librdkafka gives (its STATISTICS.md). What is missing or not as expected there counts as nothing.
  /// - Returns: `nil`: it is no JSON.
  init?(statistics text: [UInt8]) {
    guard let root = try? JSONText.read(text) else { return nil }
    queuedRecords = root["msg_cnt"].count
    queuedBytes = root["msg_size"].count
    for topic in root["topics"].members {
      for partition in topic["partitions"].members {
        fetchedRecords &+= partition["fetchq_cnt"].count
        fetchedBytes &+= partition["fetchq_size"].count
      }
    }
    brokers = root["brokers"].members.compactMap { Broker(statistics: $0) }.sorted { $0.id < $1.id }
  }
}

extension ClientFigures.Broker {
  /// `nil` for an address that the client was given, and for what stands for whichever broker coordinates.
  fileprivate init?(statistics json: JSONValue?) {
    guard let id = json["nodeid"].integer, id >= 0 else { return nil }
    self.init(id: id)
    isUp = json["state"].text == "UP"
    connects = json["connects"].count
    disconnects = json["disconnects"].count
    sendErrors = json["txerrs"].count
    receiveErrors = json["rxerrs"].count
    timeouts = json["req_timeouts"].count
    unsent = json["outbuf_cnt"].count
    unanswered = json["waitresp_cnt"].count
    let waits = json["rtt"]
    answered = waits["cnt"].count
    answeredMicroseconds = waits["sum"].count
    if answered > 0 {
      median = waits["p50"].count
      percentile99 = waits["p99"].count
    }
  }
}

extension JSONValue? {
  fileprivate subscript(_ name: String) -> JSONValue? {
    guard case .object(let members)? = self?.content else { return nil }
    return members.first { $0.name == name }?.value
  }

  /// Of an object; none of anything else.
  fileprivate var members: [JSONValue?] {
    guard case .object(let members)? = self?.content else { return [] }
    return members.map(\.value)
  }

  fileprivate var text: String? {
    guard case .string(let text)? = self?.content else { return nil }
    return text
  }

  fileprivate var integer: Int64? {
    guard case .number(let digits)? = self?.content else { return nil }
    return Int64(digits)
  }

  fileprivate var count: UInt64 { UInt64(clamping: integer ?? 0) }
}

extension JSONValue {
  fileprivate subscript(_ name: String) -> JSONValue? { Optional(self)[name] }
}
