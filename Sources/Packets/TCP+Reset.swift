extension TCPSegment {
  /// The reset that answers a segment for which there is no connection: it takes up the sender's acknowledgement
  /// where there is one, and acknowledges everything otherwise (RFC 9293, section 3.10.7.1).
  package static func reset(answering segment: TCPSegment) -> TCPSegment {
    var reset = TCPSegment(
      sourcePort: segment.destinationPort, destinationPort: segment.sourcePort, sequence: 0, flags: .rst,
      window: 0)
    if segment.flags.contains(.ack) {
      reset.sequence = segment.acknowledgement
    } else {
      reset.flags = [.rst, .ack]
      reset.acknowledgement = segment.sequence &+ segment.sequenceLength
    }
    return reset
  }
}
