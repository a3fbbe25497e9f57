// Delete when SocketTable has it (sockets): "8080/tcp" style, sorted, of listening sockets.
extension SocketTable { package var listeningServices: [String] { [] } }
