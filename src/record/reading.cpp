#include "record/reading.hpp"

#include <array>
#include <utility>

#include "record/fields.hpp"
#include "record/recording.hpp"

namespace holdfast::record {

namespace {

// No frame is longer; a broken file could name one piece over and over.
constexpr std::size_t kLongestText = 4'000'000;
constexpr auto kFirstFact = static_cast<std::size_t>(Mark::Fact);

template <std::size_t... At>
Input fact_of(std::size_t index, std::index_sequence<At...> /*all*/) {
  Input fact;
  ((index == At ? static_cast<void>(fact.emplace<At>()) : void()), ...);
  return fact;
}

}  // namespace

std::optional<Entry> Reading::next() {
  if (!fine_ || rest_.empty()) return std::nullopt;
  if (rest_.starts_with(kMagic)) return part();
  if (!begun_) return broken("This is no recording.");
  const std::uint64_t mark = take();
  if (mark == static_cast<std::uint64_t>(Mark::Full)) return entry::Full{};
  if (mark == static_cast<std::uint64_t>(Mark::Done)) return done();
  if (mark < kFirstFact + std::variant_size_v<Input>) {
    return heard(static_cast<std::size_t>(mark - kFirstFact));
  }
  return broken("There is something that this version does not know.");
}

Entry Reading::part() {
  rest_.remove_prefix(kMagic.size());
  pieces_.clear();
  last_ = {};
  begun_ = true;
  entry::Part part;
  text(part.version, Meaning::Plain);
  const bool same = take() == std::variant_size_v<Input> && take() == std::variant_size_v<Output>;
  if (fine_ && !same) {
    return broken("It was made by version " + part.version +
                  ", which knows other facts than this one. Replay it with that version: npx "
                  "holdfast-rtc@" +
                  part.version + " replay FILE");
  }
  fields(*this, part.config);
  if (!fine_) return broken("It ends in the middle.");
  return part;
}

Entry Reading::heard(std::size_t index) {
  const auto passed = from_whole<milliseconds>(number(0));
  const auto apart = from_whole<milliseconds>(number(0));
  last_ = {last_.monotonic + passed, last_.wall + passed + apart};
  for (const std::int64_t time : {whole(last_.monotonic), whole(last_.wall)}) {
    fine_ = fine_ && time > -kEndOfTime && time < kEndOfTime;
  }
  Input fact = fact_of(index, std::make_index_sequence<std::variant_size_v<Input>>());
  std::visit([this](auto& one) { fields(*this, one); }, fact);
  if (!fine_) return broken("It ends in the middle.");
  return entry::Heard{last_, std::move(fact)};
}

Entry Reading::done() {
  entry::Done done;
  done.kinds = std::string(take_bytes(take()));
  done.sum = static_cast<std::uint32_t>(take());
  if (!fine_) return broken("It ends in the middle.");
  return done;
}

Entry Reading::broken(std::string why) {
  fine_ = false;
  return entry::Broken{std::move(why)};
}

std::int64_t Reading::number(std::int64_t /*before*/) {
  const std::uint64_t bits = take();
  return static_cast<std::int64_t>((bits & 1U) != 0 ? ~(bits >> 1U) : bits >> 1U);
}

void Reading::text(std::string& text, Meaning /*meaning*/) {
  text.clear();
  for (std::uint64_t piece = take(); fine_ && piece != 0; piece = take()) {
    if (piece == 1) {
      pieces_.push_back(take_bytes(take()));
      text += pieces_.back();
    } else if (piece - 2 < pieces_.size()) {
      text += pieces_[static_cast<std::size_t>(piece - 2)];
    } else {
      fine_ = false;
    }
    if (text.size() > kLongestText) fine_ = false;
  }
}

std::size_t Reading::fitting(std::int64_t count) {
  const bool fits = count >= 0 && static_cast<std::uint64_t>(count) <= rest_.size();
  fine_ = fine_ && fits;
  return fits ? static_cast<std::size_t>(count) : 0;
}

std::uint64_t Reading::take() {
  std::uint64_t number = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    if (rest_.empty()) break;
    const auto byte = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    number |= static_cast<std::uint64_t>(byte & 0x7fU) << shift;
    if (byte < 0x80U) return number;
  }
  fine_ = false;
  return 0;
}

std::string_view Reading::take_bytes(std::uint64_t size) {
  const bool fits = size <= rest_.size();
  fine_ = fine_ && fits;
  const std::size_t count = fits ? static_cast<std::size_t>(size) : 0;
  const std::string_view bytes = rest_.substr(0, count);
  rest_.remove_prefix(count);
  return bytes;
}

}  // namespace holdfast::record
