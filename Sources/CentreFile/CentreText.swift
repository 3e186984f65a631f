import Events

extension CentreFile {
  /// The file that reads as this; what equals its default is left out.
  package var text: String {
    var keys = Keys(full: false)
    keys.add("centre", centre.text)
    keys.add("time-zone", configuration.timeZone, default: "")
    keys.add("limits", group: configuration.limits.written(full: false))
    keys.add("queues", group: configuration.queues.map { Written.Key($0.id.text, $0.written(full: false)) })
    keys.add("agents", group: configuration.agents.map { Written.Key($0.id.text, $0.written(full: false)) })
    keys.add("flows", group: configuration.flows.map { Written.Key($0.name, $0.written(full: false)) })
    keys.add("numbers", group: configuration.entryPoints.map { Written.Key($0.fileName, $0.written(full: false)) })
    var text = ""
    CentreText.layOut(keys.all, indent: "", &text)
    return text
  }
}

/// YAML that people would write: groups of a few short values on one line, all else in blocks.
enum CentreText {
  private static let inlineMax = 80

  static func layOut(_ keys: [Written.Key], indent: String, _ text: inout String) {
    for key in keys {
      text += indent + quoted(key.name) + ":"
      layOut(key.value, indent: indent + "  ", &text)
    }
  }

  private static func layOut(_ value: Written, indent: String, _ text: inout String) {
    if let inline = inline(value), indent.count + inline.count <= inlineMax {
      text += " " + inline + "\n"
      return
    }
    text += "\n"
    switch value {
    case .group(let keys): layOut(keys, indent: indent, &text)
    case .list(let elements):
      for element in elements {
        guard inline(element) == nil, case .group(let keys) = element else {
          text += indent + "-"
          layOut(element, indent: indent + "  ", &text)
          continue
        }
        var block = ""
        layOut(keys, indent: indent + "  ", &block)
        text += indent + "- " + block.dropFirst(indent.utf8.count + 2)
      }
    case .text, .names: text += indent + (inline(value) ?? "") + "\n"
    }
  }

  /// `nil`: it has parts of its own, or is a node of a flow, which reads better in lines.
  private static func inline(_ value: Written) -> String? {
    switch value {
    case .text(let text): return quoted(text)
    case .names(let names): return "[" + names.map(quoted).joined(separator: ", ") + "]"
    case .list: return nil
    case .group(let keys):
      if keys.isEmpty { return "{}" }
      guard keys.count <= 3 else { return nil }
      let parts = keys.map { key -> String? in
        switch key.value {
        case .text(let text): "\(quoted(key.name)): \(quoted(text))"
        case .names, .group, .list: nil
        }
      }
      guard parts.allSatisfy({ $0 != nil }) else { return nil }
      return "{" + parts.compactMap(\.self).joined(separator: ", ") + "}"
    }
  }

  /// Plain where no reader of YAML could take it for something else.
  static func quoted(_ text: String) -> String {
    let isPlain =
      text.utf8.allSatisfy(isPlainByte) && text.utf8.first.map(isLetterOrDigit) == true
      && !["null", "yes", "no", "true", "false", "on", "off", "y", "n"].contains(text.lowercased())
    if isPlain || text == "yes" || text == "no" { return text }
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\t": quoted += "\\t"
      case _
      where scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value) || scalar.value == 0xfeff
        || scalar.value == 0x2028 || scalar.value == 0x2029:
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
  }

  private static func isPlainByte(_ byte: UInt8) -> Bool { isLetterOrDigit(byte) || "._-/%".utf8.contains(byte) }
}
