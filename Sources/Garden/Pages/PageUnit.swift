/// Files of the site that are made together, and again only when their key changes.
struct PageUnit: Sendable {
  /// Their paths in the site.
  var files: [String]
  /// Of everything that they depend on.
  var key: Fingerprint
  /// Files that it leaves out stay as they are in the former site.
  var make: @Sendable () throws -> [String: [UInt8]]

  init(_ files: [String], key: Fingerprint, make: @escaping @Sendable () throws -> [String: [UInt8]]) {
    (self.files, self.key, self.make) = (files, key, make)
  }

  /// A single page.
  init(_ path: String, key: Fingerprint, page: @escaping @Sendable () -> [UInt8]) {
    self.init([path], key: key) { [path: page()] }
  }
}
