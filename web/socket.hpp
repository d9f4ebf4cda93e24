// The WebSockets of a client, by generation: the one in use, and those that were abandoned and have
// not closed yet. What any of them says is told with its generation; whether that still matters is
// for the core to know.
#pragma once

#include <memory>
#include <vector>

#include "io.hpp"
#include "web/js.hpp"

namespace holdfast::web {

class Host;
class Socket;

class Sockets {
 public:
  explicit Sockets(Host& host);
  ~Sockets();

  void perform(const request::OpenSocket& open);
  void perform(const request::SendText& send);
  void perform(const request::CloseSocket& close);

  /// Nothing more will come from it.
  void forget(SocketGeneration socket);
  /// Closes all of them and listens to none.
  void close_all();

 private:
  Socket* find(SocketGeneration socket);

  Host& host_;
  std::vector<std::shared_ptr<Socket>> sockets_;
};

}  // namespace holdfast::web
