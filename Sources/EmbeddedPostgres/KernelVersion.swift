import Glibc

/// Such as 6.1, from `6.1.0-18-amd64`.
struct KernelVersion: Comparable {
  let major: Int
  let minor: Int

  /// PostgreSQL's manual on `recovery_init_sync_method`: “on versions of Linux before 5.8, I/O errors encountered while
  /// writing data to disk may not be reported to PostgreSQL”.
  static let syncfsTellsErrors = KernelVersion(major: 5, minor: 8)

  /// `nil`: the kernel's own words for it are not a number.
  static var running: KernelVersion? {
    var name = utsname()
    guard uname(&name) == 0 else { return nil }
    return KernelVersion(withUnsafeBytes(of: &name.release) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
  }

  init(major: Int, minor: Int) {
    self.major = major
    self.minor = minor
  }

  init?(_ release: String) {
    let numbers = release.split(separator: ".", maxSplits: 2).prefix(2).map { $0.prefix { $0.isNumber } }
    guard numbers.count == 2, let major = Int(numbers[0]), let minor = Int(numbers[1]) else { return nil }
    self.init(major: major, minor: minor)
  }

  static func < (a: KernelVersion, b: KernelVersion) -> Bool { (a.major, a.minor) < (b.major, b.minor) }
}
