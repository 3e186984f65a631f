import CRDKafka

extension RecordProducer {
  /// Puts a copy of a record with headers in the queue of whatever partition its key leads to; never blocks.
  /// - Parameter token: comes back with the report.
  package func send(
    key: String, headers: [(name: String, value: String)], value: [UInt8], token: UInt
  ) throws(KafkaError) {
    let list = rd_kafka_headers_new(headers.count)
    for (name, value) in headers { rd_kafka_header_add(list, name, -1, value, value.utf8.count) }
    let failure = produce(Array(key.utf8), value, list, token)
    guard let failure else { return }
    // Only a record that was taken takes its headers along.
    rd_kafka_headers_destroy(list)
    throw failure
  }

  private func produce(
    _ key: [UInt8], _ value: [UInt8], _ headers: OpaquePointer?, _ token: UInt
  ) -> KafkaError? {
    var key = key
    var value = value
    return key.withUnsafeMutableBytes { key in
      value.withUnsafeMutableBytes { value in
        var parts = [rd_kafka_vu_t](repeating: rd_kafka_vu_t(), count: 6)
        parts[0].vtype = RD_KAFKA_VTYPE_RKT
        parts[0].u.rkt = topic
        parts[1].vtype = RD_KAFKA_VTYPE_MSGFLAGS
        parts[1].u.i = RD_KAFKA_MSG_F_COPY
        parts[2].vtype = RD_KAFKA_VTYPE_KEY
        parts[2].u.mem = .init(ptr: key.baseAddress, size: key.count)
        parts[3].vtype = RD_KAFKA_VTYPE_VALUE
        parts[3].u.mem = .init(ptr: value.baseAddress, size: value.count)
        parts[4].vtype = RD_KAFKA_VTYPE_OPAQUE
        parts[4].u.ptr = UnsafeMutableRawPointer(bitPattern: token)
        parts[5].vtype = RD_KAFKA_VTYPE_HEADERS
        parts[5].u.headers = headers
        guard let error = rd_kafka_produceva(handle.client, &parts, parts.count) else { return nil }
        defer { rd_kafka_error_destroy(error) }
        return KafkaError(rd_kafka_error_code(error), rd_kafka_error_string(error).map { String(cString: $0) })
      }
    }
  }
}
