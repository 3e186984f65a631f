/// The head of a request, well-formed in itself.
struct RequestHead: Equatable {
  let method: String
  let isHTTP10: Bool
  private(set) var headers = HTTPHeaders()
  /// How the body comes, byte by byte as the library sees it: a blank behind `chunked` makes another encoding of it.
  private var encodings: [[UInt8]] = []

  init(method: String, isHTTP10: Bool) {
    self.method = method
    self.isHTTP10 = isHTTP10
  }

  /// - Parameter value: without the blanks before it.
  mutating func add(_ name: String, _ value: some Collection<UInt8>) {
    headers.add(name, String(decoding: value, as: UTF8.self).trimmed)
    if headers.fields.last?.name == "transfer-encoding" { encodings.append(Array(value)) }
  }

  /// Its body comes in chunks. What two readers may see differently is not read at all: the connection ends after it.
  var isChunked: Bool { !encodings.isEmpty }

  /// As it is said; `nil`: not said, or no number.
  var bodyByteCount: Int? { headers["content-length"].flatMap { Int($0) } }

  var hasBody: Bool { isChunked || (bodyByteCount ?? 0) > 0 }

  /// What the library lets through and two readers could understand in two ways (RFC 9112, sections 3.2, 6.1 to 6.3),
  /// or that is more than is taken.
  func check(bodyBytesMax: Int) throws(HTTPProblem) {
    let hosts = headers.all("host")
    if hosts.count > 1 { throw .malformed("there are \(hosts.count) Host fields") }
    if hosts.isEmpty, !isHTTP10 { throw .malformed("there is no Host field") }
    let lengths = headers.all("content-length")
    if lengths.count > 1 { throw .malformed("there are \(lengths.count) Content-Length fields") }
    if encodings.count > 1 { throw .malformed("there are \(encodings.count) Transfer-Encoding fields") }
    if let encoding = encodings.first {
      if isHTTP10 { throw .malformed("there is a Transfer-Encoding in HTTP/1.0") }
      if !lengths.isEmpty { throw .malformed("there are both Transfer-Encoding and Content-Length") }
      if !encoding.isAlike("chunked") { throw .malformed("the Transfer-Encoding is not chunked alone") }
    }
    if let length = lengths.first {
      guard !length.isEmpty, length.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
        throw .malformed("the Content-Length is no number")
      }
      if (Int(length) ?? .max) > bodyBytesMax { throw .bodyTooLarge(bodyBytesMax) }
    }
    if let expected = headers["expect"], expected.asciiLowercased != "100-continue" {
      throw HTTPProblem(417, "unknownExpectation", "The server can't do what is expected", "Expect: 100-continue only")
    }
  }

  /// Whom the target names is who the request is for, and both say the same (RFC 9112, section 3.2.2).
  func checkAuthority(_ authority: String?) throws(HTTPProblem) {
    guard let authority else { return }
    if authority.isEmpty { throw .malformed("the target is an address of nobody") }
    guard let host = headers["host"] else { return }
    if authority.asciiLowercased != host.asciiLowercased {
      throw .malformed("the target's address and the Host field name different servers")
    }
  }

  /// A name of another's that leads here is how a page in a browser reaches what listens on its machine only.
  func checkHost(_ authority: String?, among names: Set<String>?) throws(HTTPProblem) {
    guard let names, let host = authority ?? headers["host"] else { return }
    // Without the port.
    let bare = host.hasPrefix("[") ? host.prefix { $0 != "]" } + "]" : host.prefix { $0 != ":" }
    if !names.contains(bare.asciiLowercased) {
      throw HTTPProblem(
        421, "otherHost", "The server is not called so", "this server is not called \(bare): --http-name allows it")
    }
  }

  /// A page of another site that a browser shows may ask, and gets nothing (CSRF, trust on first name).
  func checkOrigin() throws(HTTPProblem) {
    let forbidden = HTTPProblem(
      403, "otherOrigin", "Pages of other sites may not use this server",
      "the request comes from a page of another site")
    if let site = headers["sec-fetch-site"], site == "cross-site" || site == "same-site" { throw forbidden }
    guard let origin = headers["origin"] else { return }
    guard let host = headers["host"], origin.asciiLowercased.hasSuffix("://" + host.asciiLowercased) else {
      throw forbidden
    }
  }
}
