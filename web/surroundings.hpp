// What happens around the page: the network goes and comes, the page is hidden, shown and left,
// devices are plugged in and out.
// Where there is no window or document, nothing happens around. Does not know what follows from it.
#pragma once

#include "web/js.hpp"

namespace holdfast::web {

class Host;

class Surroundings final : public Listener {
 public:
  explicit Surroundings(Host& host) : host_(host) {}

  /// Begins to listen; does nothing the second time.
  void observe();
  /// Devices are looked for by the browser from then on, which costs it something.
  void observe_devices();
  void leave();

  void heard(const val& event) override;

 private:
  Host& host_;
  bool observes_ = false;
  val devices_;
};

}  // namespace holdfast::web
