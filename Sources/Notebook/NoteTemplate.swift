/// A small note to begin with, whose claims hold.
package enum NoteTemplate {
  package static func text(title: String) -> String {
    """
    ---
    title: \(JSONValue.string(title).text.dropLast())
    tags: []
    ---

    What this note shows, in a sentence or two.

    ```net
    #| label: network
    host alice
    host bob
    link alice:eth0 10.0.0.1/24 -- bob:eth0 10.0.0.2/24
    ```

    A line that begins with a prompt is a command, and `expect` says what must come of it.

    ```net
    #| label: ping
    trace alice# ping -c 1 10.0.0.2
    expect output contains "0% packet loss"
    expect path alice bob
    ```

    A fence `output` records what was printed; `netnote accept` writes it.

    ```net
    #| label: addresses
    bob# ip -br address show eth0
    ```

    ```output
    eth0             UP             10.0.0.2/24
    ```

    """
  }
}
