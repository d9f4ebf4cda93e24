// What a step led to, as one number and the kinds of its requests: two runs that did the same have
// the same digest, though one of them saw pseudonyms. Leaves out what a redacted text was put into.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "io.hpp"
#include "record/meaning.hpp"
#include "record/pseudonyms.hpp"
#include "record/seen.hpp"

namespace holdfast::record {

class Digest {
 public:
  static constexpr bool kReads = false;

  /// With the pseudonyms of a recording that is being written; without, for a replay, whose texts
  /// are pseudonyms themselves.
  explicit Digest(const Pseudonyms* pseudonyms = nullptr) : pseudonyms_(pseudonyms) {}

  /// Begins a step.
  void begin();
  void add(const Output& request);
  /// Ends it: what the core waits for next belongs to what it did.
  void end(std::optional<Instant> deadline);

  [[nodiscard]] std::uint32_t sum() const { return static_cast<std::uint32_t>(hash_); }
  [[nodiscard]] const std::string& kinds() const { return kinds_; }  // one byte for each request

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
  void mix(std::string_view bytes) { hash_ = hashed(bytes, hash_); }
  [[nodiscard]] std::uint32_t known(std::string_view text) const;

  const Pseudonyms* pseudonyms_;
  std::uint64_t hash_ = kNothingHashed;
  std::string kinds_;
};

}  // namespace holdfast::record
