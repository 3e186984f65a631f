import Foundation

/// Records on standard input and output: four bytes of length, least first, then the bytes.
enum Records {
  static func read() -> [[UInt8]] {
    let input = [UInt8](FileHandle.standardInput.readDataToEndOfFile())
    var records: [[UInt8]] = []
    var offset = 0
    while offset < input.count {
      let count = (0..<4).reduce(0) { $0 | Int(input[offset + $1]) << (8 * $1) }
      records.append(Array(input[offset + 4..<offset + 4 + count]))
      offset += 4 + count
    }
    return records
  }
}

struct RecordOutput {
  private var bytes: [UInt8] = []

  mutating func add(_ record: some Collection<UInt8>) {
    for shift in stride(from: 0, to: 32, by: 8) { bytes.append(UInt8(truncatingIfNeeded: record.count >> shift)) }
    bytes.append(contentsOf: record)
    if bytes.count > 1 << 20 { flush() }
  }

  mutating func flush() {
    FileHandle.standardOutput.write(Data(bytes))
    bytes.removeAll(keepingCapacity: true)
  }
}
