// The application: calls anything at any time, and remembers what it was told, in order to see that
// it was told no nonsense. Knows neither frames nor peers.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ground.hpp"

namespace holdfast::sim {

class Application {
 public:
  struct Known {
    CallKey key;
    CallId id;
    CallState state = CallState::New;
    bool told = false;
    bool muted = false;
    std::optional<WallTime> lost_at;
  };

  /// What can be seen of a session from outside.
  struct Seen {
    bool socket = false;
    bool open = false;
    bool timer = false;
  };

  explicit Application(Ground& ground) : ground_(ground) {}

  void perform(const Act& act);
  /// Wants a registered client, whatever it wanted before.
  void insist();
  void leave();
  /// Another page takes the place of this one: nothing is left but what was stored.
  void turn_page();

  void on(const request::ClientChanged& changed);
  void on(const request::Reconnecting& reconnecting);
  void on(const request::AskDelay& ask);
  void on(const request::AskToken& ask);
  void on(const request::Recovered& recovered);
  void on(const request::MediaMeasured& measured);
  void on(const request::CallChanged& changed);
  void on(const request::ErrorRaised& raised);
  void on(const request::MediaRetry& retry);
  void on(const request::WarningRaised& raised);
  void on(const request::Settled& settled);
  void on(const request::OpenSocket& open);
  void on(const request::SetMicrophone& set);
  void on(const request::Store& store);
  void on(const request::Forget& forget);
  /// A fact has been dealt with: what must hold between any two.
  void check(const Input& input, Seen seen);

  /// What the page before left is given up.
  void excuse();
  [[nodiscard]] const std::vector<Known>& calls() const { return calls_; }
  [[nodiscard]] bool lives(CallKey call) const;
  [[nodiscard]] bool registered() const { return registered_; }
  [[nodiscard]] bool all_over() const;
  /// Every call of the page before is back, or told to be lost.
  [[nodiscard]] bool all_found() const;
  [[nodiscard]] bool all_settled() const;

 private:
  struct Promise {
    bool settled = false;
    bool disconnect = false;
  };

  /// A call that the page before left.
  struct Left {
    CallMarker marker;
    bool told = false;
    bool excused = false;  // the application itself gave it up
  };

  Ticket ticket(bool disconnect = false);
  CallKey some_call(std::uint32_t target) const;
  Known& find(CallKey key);
  void place(const Act& act);
  void log_in(bool well);
  void connect();
  void lost(const Input& input);
  std::optional<StoredSession> take_up();
  void come_back(Known& call, const CallSnapshot& snapshot);
  void hide(std::string_view text);

  Ground& ground_;
  std::vector<Known> calls_;
  std::vector<Promise> promises_;
  std::optional<StoredSession> stored_;
  std::vector<Left> left_;
  std::vector<CallId> hung_up_;
  bool took_up_ = false;
  std::uint32_t placed_ = 0;
  bool registered_ = false;
  Seen seen_;

  // Whether a socket may come by itself.
  bool wants_ = false;
  bool cleared_ = false;
  bool refused_ = false;
  bool bad_credentials_ = false;
  bool exhausted_ = false;
  bool in_outage_ = false;
  bool leaving_ = false;  // disconnect() was called and has not settled
};

}  // namespace holdfast::sim
