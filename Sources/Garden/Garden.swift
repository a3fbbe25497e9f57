/// Many notes become a site.
package enum Garden {}
