/// A note: Markdown with executable cells.
package struct Note {}
