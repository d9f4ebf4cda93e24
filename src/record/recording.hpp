// A recording as it is written: the configuration, then every fact with its moment and a digest of
// what followed from it. Nothing that is secret or names anybody goes in. Counts its bytes, and
// stops at its limit. The format is in docs/recording.md; reading.hpp is the way back.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "config.hpp"
#include "io.hpp"
#include "record/digest.hpp"
#include "record/pseudonyms.hpp"
#include "record/seen.hpp"
#include "time.hpp"

namespace holdfast::record {

/// How a recording begins. No mark of an entry looks like its first byte.
inline constexpr std::string_view kMagic = "\xf1HFR\x01";

/// What an entry is; a fact is its place among the facts and `Fact`.
enum class Mark : std::uint8_t { Full, Done, Fact };

class Recording {
 public:
  static constexpr bool kReads = false;

  Recording(const Config& config, std::size_t most_bytes);
  Recording(const Recording&) = delete;  // its digest looks at its pseudonyms
  Recording& operator=(const Recording&) = delete;
  Recording(Recording&&) = delete;
  Recording& operator=(Recording&&) = delete;
  ~Recording() = default;

  /// A fact is about to reach the core.
  void heard(Moment now, const Input& fact);
  /// A request left it.
  void said(const Output& request) { digest_.add(request); }
  /// All has left, and this is what it waits for.
  void done(std::optional<Instant> deadline);

  /// No further fact is recorded.
  [[nodiscard]] bool full() const { return full_; }
  /// Takes what was written since.
  std::string take();

  // As an archive.
  void kind(const char* /*name*/) {}
  void name(const char* /*name*/) {}
  void open() {}
  void close() {}
  bool present(bool there) {
    number(there ? 1 : 0);
    return there;
  }
  std::int64_t number(std::int64_t number);
  void text(const std::string& text, Meaning meaning);

 private:
  void put(std::uint64_t number);
  void put_piece(std::string_view piece);
  /// Takes back what was written from there on if it does not fit, and stops.
  void keep_within_limit(std::size_t from);

  Pseudonyms pseudonyms_;
  Digest digest_{&pseudonyms_};
  std::string written_;
  Seen pieces_;  // of redacted texts
  std::size_t room_;
  Moment last_{};
  bool full_ = false;
};

}  // namespace holdfast::record
