// The network between page and gateway: sockets that open late, never, or not at all; frames that
// take their time and keep their order; breaks that lose what is on its way. Does not read frames.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "ground.hpp"

namespace holdfast::sim {

class Network {
 public:
  explicit Network(Ground& ground) : ground_(ground) {}

  // The gateway's side.
  std::function<void(SocketGeneration)> accepted;
  std::function<void(SocketGeneration)> lost;
  std::function<void(SocketGeneration, const std::string&)> heard;
  void say(SocketGeneration socket, std::string text);

  // The page's side.
  void on(const request::OpenSocket& open);
  void on(const request::SendText& send);
  void on(const request::CloseSocket& close);
  /// A fact is about to reach the core.
  void note(const Input& input);
  /// The socket that the page has, as far as it knows.
  [[nodiscard]] const std::optional<SocketGeneration>& live() const { return live_; }
  [[nodiscard]] SocketGeneration next() const {
    return {sockets_.empty() ? 1 : sockets_.back().name.value + 1};
  }
  [[nodiscard]] bool open() const { return live_ && opened_; }

  // What goes wrong at once.
  void cut(std::uint32_t variant);
  void break_silently();
  /// The page goes, and its sockets with it.
  void leave_page();

 private:
  enum class Stage : std::uint8_t {
    Dialing,
    Open,
    Silent,   // both ends believe in it, and nothing comes through
    Closing,  // the page closed it: what it said before still arrives
    Gone,
  };
  struct Socket {
    SocketGeneration name;
    Stage stage = Stage::Dialing;
    milliseconds latency{20};
    milliseconds up_until{0};    // the last frame on its way arrives then
    milliseconds down_until{0};  // and in the other direction
    milliseconds broke_at = milliseconds::max();
  };

  Socket& find(SocketGeneration name);
  void part(Socket& socket);
  void establish(SocketGeneration name);
  milliseconds arrival(const Socket& socket, milliseconds after);

  Ground& ground_;
  std::vector<Socket> sockets_;
  std::optional<SocketGeneration> live_;
  bool opened_ = false;
};

}  // namespace holdfast::sim
