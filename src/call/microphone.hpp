// The change of a call's microphone to another one, while it talks, because the application wants
// it or because the one there was is lost: one at a time, the last wish counts, each promise is
// settled once. A change that fails leaves the call what it has. Does not know devices: the host
// does.
#pragma once

#include <optional>

#include "turn.hpp"

namespace holdfast::call {

class MicrophoneChange {
 public:
  /// setAudioInDevice() was called. A change that is under way is over, and not fulfilled.
  void begin(Turn& turn, const fact::ChangeMicrophone& change);
  /// muteAudio() or unmuteAudio() was called: a change that is under way keeps to it.
  void mute(bool muted);
  /// The host has changed it. The mute that is to hold from now on; nothing for a change that
  /// nobody waits for any more.
  std::optional<bool> changed(Turn& turn, Ticket change);
  /// The host could not: the application hears why.
  void failed(Turn& turn, const fact::MicrophoneKept& kept, ErrorCode code);
  /// The one the call speaks with is lost; any other takes its place if that is wanted.
  void lost(Turn& turn, const fact::MicrophoneLost& lost, bool muted);
  /// There may be one now that there was not before.
  void devices_changed(Turn& turn, CallKey call, bool muted);
  /// The call is over.
  void drop(Turn& turn);

 private:
  void give_up(Turn& turn, const char* why);

  std::optional<fact::ChangeMicrophone> wanted_;
  bool lost_ = false;  // and not replaced
};

}  // namespace holdfast::call
