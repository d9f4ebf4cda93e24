#include "network.hpp"

#include <algorithm>
#include <utility>

namespace holdfast::sim {

namespace {
constexpr milliseconds kGatewayNotices = 30s;  // that a socket is dead
}

Network::Socket& Network::find(SocketGeneration name) {
  return *std::ranges::find(sockets_, name, &Socket::name);
}

// ---- from the page ------------------------------------------------------------------------------

void Network::on(const request::OpenSocket& open) {
  ground_.rules.demand(!live_, Rule::OneSocket);
  ground_.rules.demand(sockets_.empty() || sockets_.back().name < open.socket, Rule::GreaterSocket);
  live_ = open.socket;
  opened_ = false;
  Socket& socket = sockets_.emplace_back(Socket{.name = open.socket});
  socket.latency = ground_.chance(8) > 0 ? ground_.between(2, 80) : ground_.between(200, 1200);

  if (ground_.wrong(Kind::ThrowingSocket)) {
    socket.stage = Stage::Gone;
    ground_.tell(0ms, fact::SocketRefused{open.socket, "no such address"});
  } else if (const Act* act = ground_.wrong(Kind::RefuseSockets)) {
    socket.stage = Stage::Gone;
    if (act->variant % 2 == 0) ground_.tell(socket.latency, fact::SocketErred{open.socket});
    ground_.tell(socket.latency, fact::SocketClosed{open.socket, 1006, "", false});
  } else if (!ground_.wrong(Kind::SwallowSockets)) {
    const bool slow = ground_.wrong(Kind::SlowSockets) != nullptr;
    const milliseconds more = slow ? ground_.between(500, 20'000) : 0ms;
    ground_.clock.after(2 * socket.latency + more, [this, name = open.socket] { establish(name); });
  }
}

void Network::establish(SocketGeneration name) {
  Socket& socket = find(name);
  if (socket.stage != Stage::Dialing) return;
  socket.stage = Stage::Open;
  accepted(name);
  ground_.tell(0ms, fact::SocketOpened{name});
}

void Network::on(const request::SendText& send) {
  ground_.rules.demand(live_ == send.socket && opened_, Rule::LivingSocket);
  Socket& socket = find(send.socket);
  if (socket.stage != Stage::Open) return;
  socket.up_until = arrival(socket, socket.up_until);
  ground_.clock.after(socket.up_until - ground_.clock.now(), [this, send] {
    const Stage stage = find(send.socket).stage;
    if (stage == Stage::Open || stage == Stage::Closing) heard(send.socket, send.text);
  });
}

void Network::on(const request::CloseSocket& close) {
  ground_.rules.demand(live_ == close.socket, Rule::LivingSocket);
  live_.reset();
  part(find(close.socket));
  // A host that listens on is not forbidden.
  if (ground_.chance(2) == 0) {
    ground_.tell(ground_.between(0, 3000), fact::SocketClosed{close.socket, 1000, "", true});
  }
}

void Network::part(Socket& socket) {
  if (socket.stage == Stage::Open) {
    socket.stage = Stage::Closing;
    const milliseconds least = ground_.clock.now() + socket.latency;
    const milliseconds wait = std::max(socket.up_until, least) - ground_.clock.now();
    ground_.clock.after(wait, [this, name = socket.name] {
      find(name).stage = Stage::Gone;
      lost(name);
    });
  } else if (socket.stage == Stage::Dialing) {
    socket.stage = Stage::Gone;
  }
}

void Network::leave_page() {
  live_.reset();
  for (Socket& socket : sockets_) part(socket);
}

void Network::note(const Input& input) {
  if (const auto* opened = std::get_if<fact::SocketOpened>(&input)) {
    if (live_ == opened->socket) opened_ = true;
  } else if (const auto* closed = std::get_if<fact::SocketClosed>(&input)) {
    if (live_ == closed->socket) live_.reset();
  } else if (const auto* refused = std::get_if<fact::SocketRefused>(&input)) {
    if (live_ == refused->socket) live_.reset();
  }
}

// ---- from the gateway ---------------------------------------------------------------------------

void Network::say(SocketGeneration name, std::string text) {
  Socket& socket = find(name);
  if (socket.stage != Stage::Open && socket.stage != Stage::Closing) return;
  socket.down_until = arrival(socket, socket.down_until);
  const milliseconds due = socket.down_until;
  // Frames of a socket that was given up may still be told; what was on its way at a break is lost.
  ground_.clock.on_page(due - ground_.clock.now(),
                        [this, due, name, held = std::move(text)]() mutable {
                          if (due < find(name).broke_at)
                            ground_.bring(fact::SocketText{name, std::move(held)});
                        });
}

milliseconds Network::arrival(const Socket& socket, milliseconds after) {
  const milliseconds jitter = ground_.between(0, socket.latency.count() / 4);
  const milliseconds start = std::max(ground_.clock.now(), ground_.until(Kind::Stall));
  return std::max(start + socket.latency + jitter, after);
}

// ---- what goes wrong ----------------------------------------------------------------------------

void Network::cut(std::uint32_t variant) {
  for (Socket& socket : sockets_) {
    const bool was_open = socket.stage == Stage::Open || socket.stage == Stage::Silent;
    if (!was_open && socket.stage != Stage::Dialing) continue;
    socket.stage = Stage::Gone;
    socket.broke_at = std::min(socket.broke_at, ground_.clock.now());
    const SocketGeneration name = socket.name;
    if (was_open) ground_.clock.after(milliseconds{variant % 700}, [this, name] { lost(name); });
    // Browsers tell a loss in one event or in two, and the second may take its time.
    const milliseconds soon{variant / 4 % 20};
    if (variant % 4 > 1) ground_.tell(soon, fact::SocketErred{name});
    ground_.tell(variant % 4 == 3 ? 1s + soon : soon, fact::SocketClosed{name, 1006, "", false});
  }
}

void Network::break_silently() {
  for (Socket& socket : sockets_) {
    if (socket.stage != Stage::Open) continue;
    socket.stage = Stage::Silent;
    socket.broke_at = ground_.clock.now();
    const SocketGeneration name = socket.name;
    ground_.clock.after(kGatewayNotices, [this, name] { lost(name); });
    ground_.tell(ground_.between(40'000, 200'000), fact::SocketClosed{name, 1006, "", false});
  }
}

}  // namespace holdfast::sim
