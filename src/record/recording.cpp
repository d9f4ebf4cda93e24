#include "record/recording.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "record/fields.hpp"

namespace holdfast::record {

namespace {

// What the mark at the limit takes.
constexpr std::size_t kReserve = 1;

constexpr auto kFirstFact = static_cast<std::size_t>(Mark::Fact);
static_assert(kFirstFact + std::variant_size_v<Input> < 0x80, "one byte tells an entry");

}  // namespace

Recording::Recording(const Config& config, std::size_t most_bytes) : room_(most_bytes) {
  written_ = kMagic;
  text(config.version, Meaning::Plain);
  put(std::variant_size_v<Input>);
  put(std::variant_size_v<Output>);
  fields(*this, config);
  keep_within_limit(0);
}

void Recording::heard(Moment now, const Input& fact) {
  if (full_) return;
  const std::size_t from = written_.size();
  put(kFirstFact + fact.index());
  // The two clocks run side by side: their distance changes by a rounding, or tells of a sleep.
  number(whole(now.monotonic) - whole(last_.monotonic));
  number((whole(now.wall) - whole(now.monotonic)) - (whole(last_.wall) - whole(last_.monotonic)));
  last_ = now;
  std::visit([this](const auto& one) { fields(*this, one); }, fact);
  keep_within_limit(from);
  digest_.begin();
}

void Recording::done(std::optional<Instant> deadline) {
  if (full_) return;
  digest_.end(deadline);
  const std::size_t from = written_.size();
  put(static_cast<std::uint64_t>(Mark::Done));
  put(digest_.kinds().size());
  written_ += digest_.kinds();
  put(digest_.sum());
  keep_within_limit(from);
}

std::string Recording::take() {
  room_ -= std::min(room_, written_.size());
  return std::exchange(written_, {});
}

void Recording::keep_within_limit(std::size_t from) {
  if (written_.size() + kReserve <= room_) return;
  written_.resize(from);
  if (written_.size() < room_) put(static_cast<std::uint64_t>(Mark::Full));
  full_ = true;
}

std::int64_t Recording::number(std::int64_t number) {
  const auto bits = static_cast<std::uint64_t>(number);
  put(number < 0 ? ~(bits << 1U) : bits << 1U);
  return number;
}

/// A text is its pieces: most of what a gateway says it has said before.
void Recording::text(const std::string& text, Meaning meaning) {
  const std::string redacted = pseudonyms_.redacted(text, meaning);
  std::string_view rest = redacted;
  while (!rest.empty()) {
    const std::size_t size = std::min(rest.find_first_of("\" \n"), rest.size() - 1) + 1;
    put_piece(rest.substr(0, size));
    rest.remove_prefix(size);
  }
  put(0);
}

/// 0 ends a text, 1 begins a piece that is new, greater numbers name one that is known.
void Recording::put_piece(std::string_view piece) {
  const std::uint32_t number = pieces_.find(piece);
  if (number != 0) return put(number + 1U);
  pieces_.add(piece);
  put(1);
  put(piece.size());
  written_ += piece;
}

void Recording::put(std::uint64_t number) {
  for (; number >= 0x80U; number >>= 7U) written_ += static_cast<char>((number & 0x7fU) | 0x80U);
  written_ += static_cast<char>(number);
}

}  // namespace holdfast::record
