// Takes out of a text what is nobody's business, so that equal texts stay equal and the core
// decides the same by what is left. Keeps hashes of what it saw, never the texts. Knows how the
// gateway's frames and descriptions are built, and not what anybody does about them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "record/meaning.hpp"
#include "record/seen.hpp"
#include "wire/json.hpp"

namespace holdfast::record {

class Pseudonyms {
 public:
  /// The text as a recording may hold it.
  std::string redacted(std::string_view text, Meaning meaning);

  /// The number in the pseudonym of a text; 0 when it has none.
  [[nodiscard]] std::uint32_t known(std::string_view text) const { return known_.find(text); }

 private:
  // Each puts what may stay of a text behind what there is.
  void pseudonym(std::string& to, std::string_view text);
  void word(std::string& to, std::string_view text);
  void description(std::string& to, std::string_view sdp);
  void candidate(std::string& to, std::string_view text);
  void frame(std::string& to, std::string_view text);
  void redact(wire::Json& value, std::string_view name, std::size_t depth);

  Seen known_;
};

/// The number in a pseudonym; 0 for any other text.
std::uint32_t number_in(std::string_view pseudonym);

/// Whether a text looks like one of a vocabulary: no name, number or address does.
bool is_word(std::string_view text);

/// The method that a frame of ours names; nothing when it names none.
std::string_view method_in(std::string_view frame);

}  // namespace holdfast::record
