/// Pages and pictures of results.
package enum Rendering {}
