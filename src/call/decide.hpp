// The one place that chooses how a call is kept: by a new socket and the gateway's attach, by an
// ICE restart, or not at all. A pure function of how things stand; it knows no call, socket or
// clock. Never two ways at once, and never none while something is broken.
#pragma once

#include <cstdint>

#include "ids.hpp"

namespace holdfast::call::recovery {

/// How far a call has come, as far as its survival depends on it.
enum class Stage : std::uint8_t {
  Unsent,        // the gateway was not asked yet
  Establishing,  // asked, or asked by it, and not answered
  Early,         // hears the far end, and is not answered
  Established,   // both ends talk
  Awaiting,      // its socket was lost, and the gateway has not offered it anew
  Attaching,     // the gateway's new offer is being answered
  Over,          // ending or ended
};

/// Whether the gateway can be spoken to.
enum class Signalling : std::uint8_t {
  Healthy,  // registered, and heard a moment ago
  Unsure,   // the socket is open; whether it is alive, or who we are, is being asked
  Lost,     // there is no open socket
};

/// How the peer is that the call depends on.
enum class Media : std::uint8_t {
  Alive,        // connected, or on its way to it
  Moved,        // says that it is connected, but the network under it changed or gives nothing
  Interrupted,  // disconnected, and not for a moment only
  Failed,       // says so itself
  Repairing,    // an ICE restart is under way
  Exhausted,    // broken, and no restart is left
  Closed,       // somebody closed it
};

/// How things stand with one call.
struct Plight {
  Stage stage = Stage::Established;
  Signalling signalling = Signalling::Healthy;
  Media media = Media::Alive;
  bool keep = false;    // calls are to outlive their socket
  bool in_time = true;  // the gateway still keeps the session of the lost socket
};

enum class Decision : std::uint8_t {
  LeaveAlone,         // nothing is wrong, or what is wrong is being seen to
  Ask,                // find out first whether the gateway hears us
  AwaitAttach,        // the socket is being made anew; the gateway will offer the call again
  RestartIce,         // the gateway hears us: find another path for the peer that is there
  EndNotEstablished,  // G10
  EndSocketLost,      // G9
  EndTooLate,         // G11
  EndPeerDead,        // G11, G16
};

Decision decide(const Plight& plight);

/// Is told of every decision and of what it rests on; for whoever explains a session afterwards.
class Witness {
 public:
  Witness() = default;
  Witness(const Witness&) = delete;
  Witness& operator=(const Witness&) = delete;
  Witness(Witness&&) = delete;
  Witness& operator=(Witness&&) = delete;
  virtual void decided(CallKey call, const Plight& plight, Decision decision) = 0;

 protected:
  ~Witness() = default;
};

/// The one that is told; nobody, except while a replay runs. The program has one, and not each
/// session its own: what never sets it, as the page's program, is linked without a trace of it.
inline Witness* witness = nullptr;

}  // namespace holdfast::call::recovery
