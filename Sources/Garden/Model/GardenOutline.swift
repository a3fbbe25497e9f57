import Notebook
import Rendering

/// What a garden has as a whole, as far as every page shows it.
struct GardenOutline: Hashable, Sendable {
  var drafts = 0
  /// There are tags, facts: pages about them are made.
  var hasTags = false
  var hasFacts = false
  /// Of pages that belong to no note.
  var language = Language.english

  /// What all pages depend on: this beside the theme and the settings.
  func world(_ world: Fingerprint) -> Fingerprint {
    var world = world
    world.add(hasTags ? 1 : 0)
    world.add(hasFacts ? 1 : 0)
    world.add(language.rawValue)
    return world
  }
}
