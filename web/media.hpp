// The microphone (and camera) of each call: what the application wants of it, the stream it got,
// and whether the microphone is to be heard. A stream that the application gave is never stopped.
// Does not know peers, nor what a call needs its stream for.
#pragma once

#include <optional>
#include <vector>

#include "io.hpp"
#include "web/js.hpp"

namespace holdfast::web {

class Host;

class Media final : public Listener {
 public:
  /// `inbound` holds for calls whose own wishes were never told: re-attached after a reload.
  Media(Host& host, val inbound) : host_(host), inbound_(std::move(inbound)) {}

  /// What the application wants for this call (CallMedia of shim/surface.ts).
  void wish(CallKey call, val wishes);
  [[nodiscard]] val wishes(CallKey call);
  /// Undefined when the call has none.
  [[nodiscard]] val stream(CallKey call);
  /// Whether something of what is spoken goes out.
  [[nodiscard]] bool open(CallKey call);

  void perform(const request::AcquireMedia& acquire);
  void perform(const request::SetMicrophone& set);
  void perform(const request::SetCamera& set);
  /// The constraints of the audio that setAudioInDevice() asks for.
  void wish_microphone(CallKey call, val audio);
  void perform(const request::ChangeMicrophone& change);
  void perform(const request::ReleaseMedia& release);
  void release_all();

  /// A microphone that we opened was unplugged, or silenced by the system.
  void heard(const val& event) override;
  /// getUserMedia() ended, or peers changed their track; the tag says of which call.
  void settled(int tag, const Outcome& outcome) override;

 private:
  struct Source {
    CallKey call;
    val wishes;  // undefined: those for inbound calls
    val stream;
    const char* ours = nullptr;   // gives the tracks that we opened, so that they are ours to stop
    bool asking = false;          // getUserMedia() has not ended
    val first_error;              // of a first attempt that asked for one particular device
    std::optional<bool> enabled;  // the microphone; nothing: as the tracks are
    bool shows = true;            // the camera
    request::ChangeMicrophone change{};  // the last one
    val next_audio;                      // and its constraints
    std::optional<Ticket> changing;      // the one that is under way
    val replaced;                        // the stream before, while the peers change over
  };

  Source* find(CallKey call);
  Source& source(CallKey call);
  /// We opened these tracks of its stream: they are ours to stop, and what becomes of its
  /// microphone is told.
  void adopt(Source& source, const char* tracks);
  /// Stops all tracks, or those that are named.
  void stop(const val& stream, const char* tracks = "getTracks");
  /// Stops what we opened ourselves.
  void let_go(const Source& source);
  void ask(Source& source, const val& constraints);
  void grant(Source& source, const val& stream, bool opened);
  void refuse(Source& source, const val& error);
  void open(Source& source);
  void opened(Source& source, const Outcome& outcome);
  void changed(Source& source, const Outcome& outcome);
  void keep(Source& source, const val& error);

  Host& host_;
  val inbound_;
  std::vector<Source> sources_;
};

}  // namespace holdfast::web
