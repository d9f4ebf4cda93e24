// The way to the application: tells the shim what the core says, in the shapes of shim/surface.ts.
// Keeps the frame just heard, so that it need not cross back. Does not know what the shim does with
// it.
#pragma once

#include "io.hpp"
#include "web/js.hpp"

namespace holdfast::web {

class Application {
 public:
  explicit Application(val shim) : shim_(std::move(shim)) {}

  /// The frame that the fact at hand came from.
  void heard_frame(val frame) { frame_ = std::move(frame); }

  void perform(const request::StartTone& start) const;
  void perform(const request::StopTone& stop) const;
  void perform(const request::Store& store) const;
  void perform(const request::Forget& forget) const;
  void perform(const request::ClientChanged& changed) const;
  void perform(const request::ClientReady& ready) const;
  void perform(const request::Reconnecting& reconnecting) const;
  void perform(const request::AskDelay& ask) const;
  void perform(const request::AskToken& ask) const;
  void perform(const request::Recovered& recovered) const;
  void perform(const request::CallChanged& changed) const;
  void perform(const request::FrameSeen& seen) const;
  void perform(const request::MediaMeasured& measured) const;
  void perform(const request::StepReached& reached) const;
  void perform(const request::CallTold& told) const;
  void perform(const request::ConversationHeard& heard) const;
  void perform(const request::ErrorRaised& raised) const;
  void perform(const request::MediaRetry& retry) const;
  void perform(const request::WarningRaised& raised) const;
  void perform(const request::Settled& settled) const;

  /// What the other rooms have to tell.
  template <class... Args>
  void tell(const char* what, const Args&... args) const {
    web::tell(shim_, what, args...);
  }

 private:
  val shim_;
  val frame_;
};

}  // namespace holdfast::web
