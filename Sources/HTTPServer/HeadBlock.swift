/// What libmicrohttpd leaves of a head in its memory: the bytes as they came, with NUL where it ended something. A line
/// ends with two (CR LF); the colon of a field is one. Anything else (one for a bare LF, one of the client's own, a
/// bare CR) is a head that the library takes and that must not be taken: a proxy before us may have read another.
struct HeadBlock {
  /// From the first byte of the method through the empty line.
  let bytes: UnsafeRawBufferPointer
  /// Where the target is; its own bytes have been decoded in place.
  let target: Range<Int>
  let version: Int
  /// How many fields the library found.
  let fieldCount: Int

  func read() throws(HTTPProblem) -> RequestHead {
    guard let end = bytes.firstIndex(of: 0), end + 1 == target.lowerBound, target.upperBound + 1 == version,
      version + 10 <= bytes.count
    else { throw .malformed("the request line is not METHOD, one blank, TARGET, one blank, VERSION") }
    guard Self.isToken(bytes[..<end]) else { throw .malformed("the method has characters that no method has") }
    let number = bytes[version + 7]
    guard bytes[version..<version + 7].elementsEqual("HTTP/1.".utf8), (0x30...0x39).contains(number),
      bytes[version + 8] == 0, bytes[version + 9] == 0
    else { throw .malformed("the version is not HTTP/1.0 or HTTP/1.1, or a line does not end with CR LF") }
    var head = RequestHead(
      method: String(decoding: bytes[..<end], as: UTF8.self), isHTTP10: number == UInt8(ascii: "0"))
    try readFields(from: version + 10, into: &head)
    return head
  }

  private func readFields(from start: Int, into head: inout RequestHead) throws(HTTPProblem) {
    var at = start
    while at < bytes.count, bytes[at] != 0 {
      guard let colon = bytes[at...].firstIndex(of: 0), let end = bytes[(colon + 1)...].firstIndex(of: 0),
        end + 1 < bytes.count, bytes[end + 1] == 0
      else { throw .malformed("a field's line has a NUL in it, or does not end with CR LF") }
      guard Self.isToken(bytes[at..<colon]) else {
        throw .malformed("a field's name has characters that no name has, or its line goes on from the one before")
      }
      guard bytes[colon..<end].dropFirst().allSatisfy(Self.isOfValue) else {
        throw .malformed("a field's value has a control character in it")
      }
      let value = bytes[(colon + 1)..<end].drop { $0 == 0x20 || $0 == 0x09 }
      head.add(String(decoding: bytes[at..<colon], as: UTF8.self), value)
      at = end + 2
    }
    guard at + 2 == bytes.count, bytes[at] == 0, bytes[at + 1] == 0, head.headers.fields.count == fieldCount else {
      throw .malformed("the head does not end with an empty line, or has a NUL in it")
    }
  }

  private static func isOfValue(_ byte: UInt8) -> Bool { byte >= 0x20 && byte != 0x7f || byte == 0x09 }

  private static func isToken(_ bytes: Slice<UnsafeRawBufferPointer>) -> Bool {
    !bytes.isEmpty
      && bytes.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
          UInt8(ascii: "A")...UInt8(ascii: "Z"):
          true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
      }
  }
}
