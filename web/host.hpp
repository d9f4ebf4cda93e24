// The loop that drives one session in a browser: one fact in, all requests out and performed, then
// the application is told, and one timeout stands at the session's deadline. Facts that are born
// while requests are performed wait their turn. Does not know what any of them means.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "io.hpp"
#include "record/recording.hpp"
#include "session.hpp"
#include "web/application.hpp"
#include "web/js.hpp"
#include "web/media.hpp"
#include "web/peers.hpp"
#include "web/socket.hpp"
#include "web/surroundings.hpp"

namespace holdfast::web {

class Host final : public Listener {
 public:
  /// With room for a recording, one is made and handed to the shim as it grows.
  Host(Config config, val shim, val inbound_media, std::size_t recording_room);

  /// Brings a fact, with the frame it came from if it is one. The application is told before this
  /// returns and may have disposed of the host: callers touch nothing of it afterwards.
  void feed(Input input);
  void feed(Input input, val frame);

  /// Ends everything at once; the core does not hear of it.
  void dispose();

  const Application& application() const { return application_; }
  Sockets& sockets() { return sockets_; }
  Peers& peers() { return peers_; }
  Media& media() { return *media_; }
  Surroundings& surroundings() { return *surroundings_; }

  /// The deadline has come.
  void settled(int tag, const Outcome& outcome) override;

 private:
  struct Arrival {
    Input input;
    val frame;
  };

  void drain(Arrival arrival);
  void perform(const Output& output);
  void hand_recording_over();
  void arm();
  void tear_down();

  std::optional<record::Recording> recording_;  // nothing once it is full
  Session session_;
  Application application_;
  Sockets sockets_;
  Peers peers_;
  std::shared_ptr<Media> media_;
  std::shared_ptr<Surroundings> surroundings_;

  std::vector<Arrival> arrivals_;
  bool draining_ = false;
  bool disposed_ = false;

  Moment now_;
  std::optional<Instant> armed_;  // the deadline that the timeout stands for
  Timeout timeout_;
};

}  // namespace holdfast::web
