import CentreFile
import CommandLineKit

/// Changes of a configuration, for people.
struct ChangeListing {
  let console: Console

  func show(_ changes: [CentreChange]) throws {
    for change in changes {
      let (sign, paint) = Self.look(of: change.kind)
      try console.out.line(console.outStyle.paint("\(sign) \(change.subject)", paint))
      for detail in change.details { try console.out.line("    \(text(of: detail))") }
    }
  }

  private static func look(of kind: CentreChange.Kind) -> (String, Style.Paint) {
    switch kind {
    case .added: ("+", .good)
    case .removed: ("-", .alarm)
    case .changed: ("~", .warning)
    }
  }

  private func text(of detail: CentreChange.Detail) -> String {
    func shown(_ text: String) -> String { text.isEmpty ? "nothing" : TerminalText.clean(text) }
    let arrow = console.unicode ? "→" : "->"
    switch (detail.old, detail.new) {
    case (let old?, let new?): return "\(detail.key): \(shown(old)) \(arrow) \(shown(new))"
    case (nil, let new?): return "\(detail.key): \(shown(new))"
    case (let old?, nil): return "\(detail.key): \(shown(old)) \(arrow) nothing"
    case (nil, nil): return detail.key
    }
  }
}
