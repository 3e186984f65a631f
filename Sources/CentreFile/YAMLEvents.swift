import CYAML

/// One event of libyaml, copied: nothing in it belongs to C.
struct YAMLEvent {
  enum Kind: Equatable {
    case documentStart
    case streamEnd
    /// Of a sequence or a mapping.
    case end
    case scalar(String, quoted: Bool)
    case sequenceStart
    case mappingStart
    case alias
    /// Begin of the stream, end of a document.
    case structure
  }

  let kind: Kind
  let place: Place
  var hasTag = false
  var hasAnchor = false
}

/// A libyaml parser over bytes of its own. It is on the heap because libyaml keeps a pointer to it.
final class YAMLEvents {
  private let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
  private let bytes: UnsafeMutableBufferPointer<UInt8>

  init(_ bytes: [UInt8]) {
    self.bytes = .allocate(capacity: max(1, bytes.count))
    _ = self.bytes.initialize(from: bytes)
    parser.initialize(to: yaml_parser_t())
    precondition(yaml_parser_initialize(parser) == 1, "no memory for a parser of a few hundred bytes")
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, self.bytes.baseAddress, bytes.count)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
    bytes.deallocate()
  }

  func next() throws(FileMistake) -> YAMLEvent {
    var event = yaml_event_t()
    guard yaml_parser_parse(parser, &event) == 1 else { throw mistake() }
    defer { yaml_event_delete(&event) }
    return Self.copied(event)
  }

  private static func copied(_ event: yaml_event_t) -> YAMLEvent {
    // Marks count from 0, columns in code points.
    let place = Place(line: event.start_mark.line + 1, column: event.start_mark.column + 1)
    switch event.type {
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      let text = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
      return YAMLEvent(
        kind: .scalar(text, quoted: scalar.style != YAML_PLAIN_SCALAR_STYLE), place: place, hasTag: scalar.tag != nil,
        hasAnchor: scalar.anchor != nil)
    case YAML_SEQUENCE_START_EVENT:
      let start = event.data.sequence_start
      return YAMLEvent(kind: .sequenceStart, place: place, hasTag: start.tag != nil, hasAnchor: start.anchor != nil)
    case YAML_MAPPING_START_EVENT:
      let start = event.data.mapping_start
      return YAMLEvent(kind: .mappingStart, place: place, hasTag: start.tag != nil, hasAnchor: start.anchor != nil)
    case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: return YAMLEvent(kind: .end, place: place)
    case YAML_ALIAS_EVENT: return YAMLEvent(kind: .alias, place: place)
    case YAML_DOCUMENT_START_EVENT: return YAMLEvent(kind: .documentStart, place: place)
    // After its last event libyaml gives none for ever.
    case YAML_STREAM_END_EVENT, YAML_NO_EVENT: return YAMLEvent(kind: .streamEnd, place: place)
    default: return YAMLEvent(kind: .structure, place: place)
    }
  }

  /// In libyaml's words: they name the construct that is broken.
  private func mistake() -> FileMistake {
    let problem = parser.pointee.problem.map { String(cString: $0) } ?? "it can't be read"
    let context = parser.pointee.context.map { " (" + String(cString: $0) + ")" } ?? ""
    let place = Place(line: parser.pointee.problem_mark.line + 1, column: parser.pointee.problem_mark.column + 1)
    return FileMistake(place, "this is no YAML: \(problem)\(context)")
  }
}
