/// What `ip -6` shows where IPv6 is switched off: empty tables. Nothing can be changed in them.
enum OtherFamily {
  static func routes(_ words: WordReader, _ context: IPContext) throws(CommandStop) -> Int {
    try show(words, context, "route") { _ in "" }
  }

  static func rules(_ words: WordReader, _ context: IPContext) throws(CommandStop) -> Int {
    try show(words, context, "rule") { isNumeric in
      isNumeric
        ? "0:\tfrom all lookup 255\n32766:\tfrom all lookup 254\n"
        : "0:\tfrom all lookup local\n32766:\tfrom all lookup main\n"
    }
  }

  private static func show(
    _ words: WordReader, _ context: IPContext, _ object: String, _ text: (Bool) -> String
  ) throws(CommandStop) -> Int {
    let command = words.peek ?? "show"
    guard ["show", "list", "lst"].contains(where: { command.abbreviates($0) }), !context.options.isJSON else {
      throw .unsimulated("ip -6 \(object) \(command)")
    }
    context.process.write(text(context.options.isNumeric))
    return 0
  }
}
