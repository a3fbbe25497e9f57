package import NetLanguage

/// One running network: statements go in, results come out.
package final class Lab {
  package init() {}
}
