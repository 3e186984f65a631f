public import Values
public import WireRuntime

// How people see the domain's own types.

extension String: JSONWritable {
  public func json(to json: inout JSONWriter) { json.write(self) }
}
extension Bool: JSONWritable {
  public func json(to json: inout JSONWriter) { json.write(self) }
}

extension JSONWritable where Self: FixedWidthInteger {
  public func json(to json: inout JSONWriter) { json.write(self) }
}
extension Int32: JSONWritable {}
extension Int64: JSONWritable {}
extension UInt32: JSONWritable {}
extension UInt64: JSONWritable {}

/// 32 hexadecimal digits.
extension JSONWritable where Self: BinaryIdentifier {
  public func json(to json: inout JSONWriter) { json.write(description) }
}
extension CallID: JSONWritable {}
extension CommandID: JSONWritable {}
extension LogID: JSONWritable {}

extension JSONWritable where Self: TextIdentifier {
  public func json(to json: inout JSONWriter) { json.write(text) }
}
extension CentreID: JSONWritable {}
extension QueueID: JSONWritable {}
extension AgentID: JSONWritable {}
extension SkillID: JSONWritable {}

/// The name of the value, as `callerLeft`.
extension JSONWritable where Self: WireEnum {
  public func json(to json: inout JSONWriter) { json.write(name) }
}

/// 64 hexadecimal digits.
extension Digest256: JSONWritable {
  public func json(to json: inout JSONWriter) { json.write(description) }
}
extension Instant: JSONWritable {
  public func json(to json: inout JSONWriter) {
    json.put("\"")
    json.put(self)
    json.put("\"")
  }
}
extension Milliseconds: JSONWritable {
  public func json(to json: inout JSONWriter) { json.write(count) }
}
extension Position: JSONWritable {
  public func json(to json: inout JSONWriter) { json.write(number) }
}
extension Epoch: JSONWritable {
  public func json(to json: inout JSONWriter) { json.write(number) }
}
extension Slice: JSONWritable {
  public func json(to json: inout JSONWriter) { json.write(number) }
}
