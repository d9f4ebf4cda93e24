// Recordings: every fact goes in and comes back out, and no recording outgrows its limit.
#include "record/recording.hpp"

#include <catch_amalgamated.hpp>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "bench.hpp"
#include "entries.hpp"
#include "record/fields.hpp"

namespace holdfast::record {
namespace {

using bench::replayed;
using bench::usual_config;

class Filling {
 public:
  static constexpr bool kReads = true;
  void kind(const char* /*name*/) {}
  void name(const char* /*name*/) {}
  void open() {}
  void close() {}
  bool present(bool /*before*/) { return true; }
  std::int64_t number(std::int64_t /*before*/) { return ++last_ % 2; }
  std::size_t fitting(std::int64_t /*count*/) { return 2; }
  void text(std::string& text, Meaning meaning) {
    const std::string own = std::to_string(++last_);
    switch (meaning) {
      case Meaning::Word:
        text = "WORD_" + own;
        break;
      case Meaning::Json:
        text = R"({"a":)" + own + "}";
        break;
      case Meaning::Frame:
        text = R"({"id":1,"method":"telnyx_rtc.ping","params":{"callID":")" + own + "\"}}";
        break;
      default:
        text = "text " + own;
    }
  }

 private:
  std::int64_t last_ = 0;
};

/// Every field as text, as far as a recording keeps it.
class Listing {
 public:
  static constexpr bool kReads = false;
  void kind(const char* name) { listed.emplace_back(name); }
  void name(const char* /*name*/) {}
  void open() {}
  void close() {}
  bool present(bool there) { return number(there ? 1 : 0) != 0; }
  std::int64_t number(std::int64_t number) {
    listed.push_back(std::to_string(number));
    return number;
  }
  void text(const std::string& text, Meaning meaning) {
    const bool kept = meaning == Meaning::Plain || meaning == Meaning::Word;
    listed.push_back(kept || text.empty() ? text : "something");
  }

  std::vector<std::string> listed;
};

template <class T>
std::vector<std::string> listing(const T& value) {
  Listing listing;
  fields(listing, value);
  return listing.listed;
}

template <std::size_t... At>
std::vector<Input> every_fact(bool filled, std::index_sequence<At...> /*all*/) {
  std::vector<Input> facts;
  Filling filling;
  const auto make = [&](auto fact) {
    if (filled) fields(filling, fact);
    facts.emplace_back(std::move(fact));
  };
  (make(std::variant_alternative_t<At, Input>{}), ...);
  return facts;
}

std::vector<Input> every_fact(bool filled) {
  return every_fact(filled, std::make_index_sequence<std::variant_size_v<Input>>());
}
TEST_CASE("every fact comes back out of a recording") {
  const bool filled = GENERATE(true, false);
  const std::vector<Input> facts = every_fact(filled);
  Recording recording = bare_recording();
  Moment now{Instant{5s}, WallTime{1000h}};
  for (const Input& fact : facts) {
    recording.heard(now, fact);
    recording.done(now.monotonic);
    now = {now.monotonic + 17ms, now.wall + 40s};  // a machine that sleeps all the time
  }
  const auto entries = entries_in(recording.take());
  REQUIRE(entries.size() == 1 + 2 * facts.size());
  for (std::size_t at = 0; at < facts.size(); ++at) {
    const auto& heard = std::get<entry::Heard>(entries[1 + 2 * at]);
    CHECK(std::visit([](const auto& fact) { return listing(fact); }, heard.fact) ==
          std::visit([](const auto& fact) { return listing(fact); }, facts[at]));
    CHECK(heard.now.monotonic == Instant{5s + at * 17ms});
    CHECK(heard.now.wall == WallTime{1000h + at * 40s});
    CHECK(std::holds_alternative<entry::Done>(entries[2 + 2 * at]));
  }
}

TEST_CASE("the configuration comes back, the seed and an expiry too") {
  Config config = usual_config();
  config.seed = 0xfedcba9876543210ULL;
  config.credentials.token_expiry = WallTime{77s};
  config.retention = 12s;
  const auto entries = entries_in(Recording(config, kPlenty).take());
  REQUIRE(entries.size() == 1);
  const auto& part = std::get<entry::Part>(entries[0]);
  CHECK(part.version == config.version);
  CHECK(part.config.seed == config.seed);
  CHECK(part.config.credentials.token_expiry == WallTime{77s});
  CHECK(listing(part.config) == listing(config));
}

TEST_CASE("a recording stays within its limit and says that it stopped") {
  const auto limit =
      GENERATE(as<std::size_t>(), 0, 1, 10, 100, 200, 500, 1000, 1001, 1002, 1003, 1004, 1005);
  Recording recording(usual_config(), limit);
  std::string bytes;
  for (int step = 0; step < 1000; ++step) {
    recording.heard({}, fact::SocketErred{SocketGeneration{1}});
    bytes += recording.take();
    recording.said(request::Forget{});
    recording.done({});
    bytes += recording.take();
  }
  CHECK(recording.full());
  CHECK(bytes.size() <= limit);
  if (limit >= 200) {
    CHECK(bytes.size() + 20 > limit);
    CHECK(contains(replayed(bytes).text, "reached its limit"));
  }
}

}  // namespace
}  // namespace holdfast::record
