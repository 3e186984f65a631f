public import WireRuntime

// One member of an object: what generated code calls.
extension JSONWriter {
  public mutating func field(_ name: String, _ value: some JSONWritable) {
    key(name)
    value.json(to: &self)
  }

  public mutating func field(_ name: String, base64 data: [UInt8]) {
    key(name)
    write(base64: data)
  }

  public mutating func field(_ name: String, _ list: [some JSONWritable]) {
    key(name)
    beginArray()
    for value in list {
      element()
      value.json(to: &self)
    }
    endArray()
  }

  public mutating func field(_ name: String, _ map: WireMap<String, some JSONWritable>) {
    key(name)
    beginObject()
    for entry in map { field(entry.key, entry.value) }
    endObject()
  }
}
