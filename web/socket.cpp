#include "web/socket.hpp"

#include <algorithm>
#include <utility>

#include "web/host.hpp"

namespace holdfast::web {

/// One WebSocket, listened to until its `close` has come or it is given up.
class Socket final : public Listener {
 public:
  Socket(Host& host, SocketGeneration generation, val socket)
      : host_(host), generation_(generation), socket_(std::move(socket)) {
    listen(socket_, kEvents);
  }

  [[nodiscard]] SocketGeneration generation() const { return generation_; }

  /// What is sent to a socket that is not open is lost, as it is on the wire.
  void send(const std::string& frame) { attempt(socket_, "send", frame); }
  /// Its own `close` may come minutes later, when it says nothing any more: nobody waits for it.
  void abandon() {
    ignore(socket_, kEvents);
    attempt(socket_, "close");
  }

  void heard(const val& event) override {
    switch (which(text(event, "type"), kEvents)) {
      case kOpen:
        host_.application().tell("socketOpened", event, generation_);
        return host_.feed(fact::SocketOpened{generation_});
      case kMessage:
        return heard_message(at(event, "data"));
      case kError:
        host_.application().tell("socketErred", event, generation_);
        return host_.feed(fact::SocketErred{generation_});
      case kClose:
        return heard_close(event);
    }
  }

 private:
  static constexpr auto kEvents = {"open", "message", "error", "close"};
  enum Event { kOpen, kMessage, kError, kClose };

  void heard_message(const val& frame) {
    if (!frame.isString()) return;  // the protocol has no binary frames
    host_.feed(fact::SocketText{generation_, text(frame)}, frame);
  }

  void heard_close(const val& event) {
    ignore(socket_, kEvents);
    host_.sockets().forget(generation_);
    host_.application().tell("socketClosed", event, generation_);
    host_.feed(fact::SocketClosed{generation_, whole(event, "code"), text(event, "reason"),
                                  flag(event, "wasClean")});
  }

  Host& host_;
  SocketGeneration generation_;
  val socket_;
};

Sockets::Sockets(Host& host) : host_(host) {}
Sockets::~Sockets() = default;

void Sockets::perform(const request::OpenSocket& open) {
  const Outcome made = construct(val::global("WebSocket"), open.url);
  if (!made.fine) {
    host_.feed(fact::SocketRefused{open.socket, text(made.value, "message")});
    return;
  }
  sockets_.push_back(std::make_shared<Socket>(host_, open.socket, made.value));
}

void Sockets::perform(const request::SendText& send) {
  if (Socket* socket = find(send.socket)) socket->send(send.text);
}

void Sockets::perform(const request::CloseSocket& close) {
  Socket* socket = find(close.socket);
  if (socket == nullptr) return;
  socket->abandon();
  forget(close.socket);
  host_.application().tell("socketAbandoned", close.socket);
}

void Sockets::forget(SocketGeneration socket) {
  std::erase_if(sockets_, [&](const auto& each) { return each->generation() == socket; });
}

void Sockets::close_all() {
  for (const auto& socket : std::exchange(sockets_, {})) socket->abandon();
}

Socket* Sockets::find(SocketGeneration socket) {
  const auto found = std::ranges::find(sockets_, socket, &Socket::generation);
  return found == sockets_.end() ? nullptr : found->get();
}

}  // namespace holdfast::web
