// A recording as it is read: entry by entry, trusting nothing in it. Does not know what the core
// makes of a fact.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "config.hpp"
#include "io.hpp"
#include "record/meaning.hpp"
#include "time.hpp"

namespace holdfast::record {

namespace entry {

/// Another core began.
struct Part {
  std::string version;  // of the package that wrote it
  Config config;
};
/// A fact reached the core.
struct Heard {
  Moment now;
  Input fact;
};
/// What followed from it: the kinds of its requests, and its digest.
struct Done {
  std::string kinds;
  std::uint32_t sum = 0;
};
/// The limit was reached; what came later is not in here.
struct Full {};
/// Nothing can be read from here on.
struct Broken {
  std::string why;
};

}  // namespace entry

using Entry = std::variant<entry::Part, entry::Heard, entry::Done, entry::Full, entry::Broken>;

class Reading {
 public:
  static constexpr bool kReads = true;

  explicit Reading(std::string_view bytes) : rest_(bytes) {}

  /// The next entry; nothing at the end, and nothing after one that is broken.
  std::optional<Entry> next();

  // As an archive.
  void kind(const char* /*name*/) {}
  void name(const char* /*name*/) {}
  void open() {}
  void close() {}
  bool present(bool /*before*/) { return number(0) != 0; }
  std::int64_t number(std::int64_t before);
  void text(std::string& text, Meaning meaning);
  /// How many things there can be: each takes a byte at least.
  [[nodiscard]] std::size_t fitting(std::int64_t count);

 private:
  Entry part();
  Entry heard(std::size_t index);
  Entry done();
  Entry broken(std::string why);
  std::uint64_t take();
  std::string_view take_bytes(std::uint64_t size);

  std::string_view rest_;
  bool fine_ = true;    // so far there was what had to be there
  bool begun_ = false;  // a part was read
  Moment last_{};
  std::vector<std::string_view> pieces_;
};

}  // namespace holdfast::record
