#include "record/timeline.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <type_traits>
#include <variant>

#include "record/fields.hpp"
#include "record/names.hpp"
#include "wire/fields.hpp"

namespace holdfast::record {

namespace {

using Items = Timeline::Items;

constexpr std::size_t kShortened = 100;
constexpr std::string_view kIndent = "                    ";

std::string decimal(std::int64_t number) {
  std::array<char, 24> digits{};
  return {digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr};
}

std::string padded(std::int64_t number, std::size_t width, char with) {
  const std::string digits = decimal(number);
  return std::string(width - std::min(width, digits.size()), with) + digits;
}

/// Whole seconds and three places.
std::string seconds(milliseconds span) {
  const auto count = std::max<std::int64_t>(span.count(), 0);
  return decimal(count / 1000) + "." + padded(count % 1000, 3, '0');
}

std::string calendar(WallTime time) {
  using std::chrono::days;
  const milliseconds since = time.time_since_epoch();
  const auto day = std::chrono::floor<days>(since);
  const std::chrono::year_month_day date{std::chrono::sys_days{day}};
  const std::int64_t second = (since - day).count() / 1000;
  return decimal(static_cast<int>(date.year())) + "-" +
         padded(static_cast<unsigned>(date.month()), 2, '0') + "-" +
         padded(static_cast<unsigned>(date.day()), 2, '0') + " " + padded(second / 3600, 2, '0') +
         ":" + padded(second / 60 % 60, 2, '0') + ":" + padded(second % 60, 2, '0') + " UTC";
}

/// Nothing that a terminal would obey.
std::string printable(std::string_view text) {
  std::string result;
  for (const char letter : text) {
    const auto code = static_cast<unsigned char>(letter);
    result += code < 0x20 || code == 0x7f ? ' ' : letter;
  }
  return result;
}

/// An archive that notes the name of what it is given, and each field with its value as text.
class Noted {
 public:
  static constexpr bool kReads = false;

  void kind(const char* name) { kind_ = name; }
  void name(const char* name) { name_ = name; }
  void open() {}
  void close() {}
  bool present(bool there) {
    if (!there) add({});
    return there;
  }
  std::int64_t number(std::int64_t number) {  // how many follow
    return number;
  }
  void text(const std::string& text, Meaning meaning) {
    // A description's lines are one value.
    if (meaning == Meaning::Sdp) return add(printable(text.substr(0, text.find('\n'))));
    add(printable(text));
  }
  template <class T>
  void value(const T& value) {
    if constexpr (std::is_same_v<T, bool>) {
      add(value ? "yes" : "");
    } else if constexpr (std::is_same_v<T, ErrorCode> || std::is_same_v<T, WarningCode>) {
      add(decimal(whole(value)) + " " + std::string(name_of(value)));
    } else if constexpr (requires { name_of(value); }) {
      add(std::string(name_of(value)));
    } else if constexpr (requires { value.count(); }) {
      add(decimal(whole(value)) + "ms");
    } else {
      add(whole(value) == 0 ? std::string() : decimal(whole(value)));
    }
  }

  /// What it was given.
  [[nodiscard]] const char* called() const { return kind_; }
  [[nodiscard]] const Items& items() const { return items_; }
  /// Reads the last value out: a frame says more as its parts.
  void read_out(std::string value) { items_.back().second = std::move(value); }

 private:
  void add(std::string value) { items_.emplace_back(name_, std::move(value)); }

  const char* kind_ = "";
  Items items_;
  const char* name_ = "";
};

template <class T>
Noted noted(const T& value) {
  Noted noted;
  fields(noted, value);
  return noted;
}

std::string listed(const Items& items, bool also_empty) {
  std::string line;
  for (const auto& [name, value] : items) {
    if (value.empty() && !also_empty) continue;
    line += " " + name + "=" + (value.empty() ? "-" : value);
  }
  return line;
}

template <std::size_t... At>
std::string kind_of(std::size_t index, std::index_sequence<At...> /*all*/) {
  std::string name = "?";
  ((index == At ? static_cast<void>(name = noted(std::variant_alternative_t<At, Output>{}).called())
                : void()),
   ...);
  return name;
}

std::string kinds_of(std::string_view kinds) {
  std::string names;
  for (const char kind : kinds) {
    names += " " + kind_of(static_cast<unsigned char>(kind),
                           std::make_index_sequence<std::variant_size_v<Output>>());
  }
  return names.empty() ? " nothing" : names;
}

}  // namespace

std::optional<std::string> Timeline::next() {
  if (ended_) return std::nullopt;
  if (due_) return played(replay_.play(*std::exchange(due_, {})));
  const std::optional<Entry> entry = replay_.next();
  if (!entry) return end();
  if (const auto* part = std::get_if<entry::Part>(&*entry)) return begun(*part);
  if (const auto* fact = std::get_if<entry::Heard>(&*entry)) return heard(*fact);
  if (const auto* broken = std::get_if<entry::Broken>(&*entry)) {
    ended_ = true;
    verdict_ = Verdict::Unreadable;
    return "The recording cannot be read any further. " + printable(broken->why) + "\n";
  }
  return "The recording reached its limit here and stopped.\n";
}

std::string Timeline::begun(const entry::Part& part) {
  told_.clear();
  asked_.clear();
  first_.reset();
  return "A core of holdfast-rtc " + printable(part.version) +
         " begins:" + listed(noted(part.config).items(), false) + "\n";
}

std::string Timeline::heard(const entry::Heard& heard) {
  std::string head;
  if (!first_) {
    first_ = heard.now;
    head = "It is " + calendar(heard.now.wall) + ".\n";
  } else {
    const milliseconds slept =
        (heard.now.wall - last_.wall) - (heard.now.monotonic - last_.monotonic);
    if (slept > 2s)
      head = std::string(kIndent) + "(the machine slept for " + seconds(slept) + " s)\n";
  }
  last_ = heard.now;
  const std::string time = seconds(heard.now.monotonic - first_->monotonic);
  head += padded(static_cast<std::int64_t>(replay_.steps() + 1), 6, ' ') + " " +
          std::string(12 - std::min<std::size_t>(12, time.size()), ' ') + time + "  ";
  Noted fact = std::visit([](const auto& one) { return noted(one); }, heard.fact);
  head += fact.called();
  if (const auto* text = std::get_if<fact::SocketText>(&heard.fact)) {
    fact.read_out(frame(text->text));
  }
  due_ = heard;
  return head + listed(fact.items(), false) + "\n";
}

std::string Timeline::played(const Played& played) {
  std::string lines;
  for (const Decided& one : played.decisions) lines += decided(one);
  for (const Output& one : played.requests) {
    lines += std::string(kIndent) + "  -> " + request(one) + "\n";
  }
  return lines + compared(played);
}

std::string Timeline::decided(const Decided& decided) {
  const auto& [call, plight, decision] = decided;
  const std::string of = "decided for call " + decimal(call.value);
  const std::string said =
      std::string(name_of(decision)) + " (" + std::string(name_of(plight.stage)) + ", signalling " +
      std::string(name_of(plight.signalling)) + ", media " + std::string(name_of(plight.media)) +
      (plight.keep ? ", to be kept" : ", not to be kept") + (plight.in_time ? "" : ", too late") +
      ")";
  const bool fresh = !changed(of, {{"", said}}).empty();
  const bool quiet = decision == call::recovery::Decision::LeaveAlone;
  return fresh && !quiet ? std::string(kIndent) + "  ** " + of + ": " + said + "\n" : "";
}

std::string Timeline::request(const Output& request) {
  Noted told = std::visit([](const auto& one) { return noted(one); }, request);
  const std::string line = told.called();
  if (const auto* changed_call = std::get_if<request::CallChanged>(&request)) {
    const std::string call = decimal(changed_call->snapshot.call.value);
    return line + " call=" + call + listed(changed("call " + call, told.items()), true);
  }
  if (std::holds_alternative<request::ClientChanged>(request)) {
    return line + listed(changed("client", told.items()), true);
  }
  if (const auto* sent = std::get_if<request::SendText>(&request)) {
    told.read_out(frame(sent->text));
  }
  return line + listed(told.items(), false);
}

Items Timeline::changed(const std::string& of, const Items& items) {
  const auto place = std::ranges::find(told_, of, &std::pair<std::string, Items>::first);
  if (place == told_.end()) {
    told_.emplace_back(of, items);
    Items given = items;
    std::erase_if(given, [](const Item& item) { return item.second.empty(); });
    return given;
  }
  // A value that may be absent has one item or none: what is new is what was not there before.
  Items fresh;
  for (const Item& item : items) {
    if (std::ranges::find(place->second, item) == place->second.end()) fresh.push_back(item);
  }
  place->second = items;
  return fresh;
}

std::string Timeline::frame(std::string_view text) {
  const std::optional<wire::Json> json = wire::parse(text);
  const wire::Field frame(json ? &*json : nullptr);
  const std::string id = frame["id"].word();
  std::string head = frame["method"].word();
  if (head.empty()) {
    const auto asked = std::ranges::find(asked_, id, &Item::first);
    head = asked == asked_.end() ? "reply" : "reply to " + asked->second;
  } else {
    asked_.emplace_back(id, head);
  }
  std::string body = printable(text);
  if (!whole_ && body.size() > kShortened) body = body.substr(0, kShortened) + "…";
  return head + " " + body;
}

std::string Timeline::compared(const Played& played) {
  if (!played.compared)
    return std::string(kIndent) + "(the recording does not say what followed)\n";
  ++compared_;
  if (played.agrees) return {};
  if (first_difference_ == 0) first_difference_ = replay_.steps();
  verdict_ = Verdict::Diverged;
  std::string kinds;
  for (const Output& one : played.requests) kinds += static_cast<char>(one.index());
  const std::string difference =
      kinds == played.recorded_kinds
          ? "the same requests then, but with other content, or another deadline"
          : "then:" + kinds_of(played.recorded_kinds) + "; now:" + kinds_of(kinds);
  return std::string(kIndent) + "!! step " + decimal(static_cast<std::int64_t>(replay_.steps())) +
         " diverges from the recording. " + difference + "\n";
}

std::string Timeline::end() {
  ended_ = true;
  const std::string steps = decimal(static_cast<std::int64_t>(replay_.steps()));
  if (replay_.steps() == 0) {
    verdict_ = Verdict::Unreadable;
    return "The recording is empty.\n";
  }
  if (first_difference_ != 0) {
    return steps + " steps replayed. The first that diverges is step " +
           decimal(static_cast<std::int64_t>(first_difference_)) + ".\n";
  }
  return steps + " steps replayed, " + decimal(static_cast<std::int64_t>(compared_)) +
         " compared: the core did the same as when it was recorded.\n";
}

}  // namespace holdfast::record
