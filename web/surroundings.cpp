#include "web/surroundings.hpp"

#include <string>
#include <utility>

#include "web/host.hpp"

namespace holdfast::web {

namespace {
constexpr auto kWindowEvents = {"online", "offline", "pageshow", "pagehide"};
enum WindowEvent { kOnline, kOffline, kPageShow, kPageHide };
constexpr auto kDeviceEvents = {"devicechange"};
constexpr auto kDocumentEvents = {"visibilitychange"};

val window() { return val::global("window"); }
val document() { return val::global("document"); }
bool hidden() { return flag(document(), "hidden"); }
}  // namespace

void Surroundings::observe() {
  if (std::exchange(observes_, true)) return;
  listen(window(), kWindowEvents);
  listen(document(), kDocumentEvents);
  if (hidden()) host_.feed(fact::PageHidden{});
}

void Surroundings::observe_devices() {
  devices_ = at(val::global("navigator"), "mediaDevices");
  listen(devices_, kDeviceEvents);
}

void Surroundings::leave() {
  if (!std::exchange(observes_, false)) return;
  ignore(window(), kWindowEvents);
  ignore(document(), kDocumentEvents);
  ignore(devices_, kDeviceEvents);
}

void Surroundings::heard(const val& event) {
  const std::string type = text(event, "type");
  if (which(type, kDeviceEvents) == 0) return host_.feed(fact::DevicesChanged{});
  switch (which(type, kWindowEvents)) {
    case kOnline:
      return host_.feed(fact::WentOnline{});
    case kOffline:
      return host_.feed(fact::WentOffline{});
    case kPageShow:  // or only being loaded
      return flag(event, "persisted") ? host_.feed(fact::PageShown{}) : void();
    case kPageHide:
      return host_.feed(fact::PageLeaving{});
    default:
      return hidden() ? host_.feed(fact::PageHidden{}) : host_.feed(fact::PageShown{});
  }
}

}  // namespace holdfast::web
