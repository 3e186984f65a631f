import CBaselines
import Glibc

/// What this process has held in memory at most, as the kernel counts it.
enum ProcessMemory {
  /// Forgets the peak so far; what is held now is the new one, without what others before have freed.
  static func forgetPeak() {
    baseline_give_memory_back()
    let file = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC)
    guard file >= 0 else { return }
    _ = "5".withCString { write(file, $0, 1) }
    close(file)
  }

  /// In MiB, since `forgetPeak`.
  static var peakMiB: Double {
    var buffer = [UInt8](repeating: 0, count: 8_192)
    let file = open("/proc/self/status", O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return 0 }
    let count = read(file, &buffer, buffer.count)
    close(file)
    let text = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
    let line = text.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    let digits = line?.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first
    return (digits.flatMap { Double($0) } ?? 0) / 1_024
  }
}
