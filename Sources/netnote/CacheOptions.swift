import ArgumentParser
import Notebook

/// `--no-cache`.
struct CacheOptions: ParsableArguments {
  @Flag(
    inversion: .prefixedNo,
    help: ArgumentHelp(
      "Take results from the cache where nothing they depend on has changed.",
      discussion: "It lies in $NETNOTE_CACHE_DIR, or $XDG_CACHE_HOME/netnote, or ~/.cache/netnote."))
  var cache = true

  var chosen: ResultCache? { cache ? ResultCache.ofUser() : nil }
}
