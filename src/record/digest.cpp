#include "record/digest.hpp"

#include <array>
#include <bit>
#include <variant>

#include "record/fields.hpp"

namespace holdfast::record {

void Digest::begin() {
  hash_ = kNothingHashed;
  kinds_.clear();
}

void Digest::add(const Output& request) {
  kinds_ += static_cast<char>(request.index());
  number(static_cast<std::int64_t>(request.index()));
  std::visit([this](const auto& one) { fields(*this, one); }, request);
}

void Digest::end(std::optional<Instant> deadline) { one(*this, deadline); }

std::int64_t Digest::number(std::int64_t number) {
  const auto bytes = std::bit_cast<std::array<char, sizeof number>>(number);
  mix({bytes.data(), bytes.size()});
  return number;
}

void Digest::text(const std::string& text, Meaning meaning) {
  switch (meaning) {
    case Meaning::Word:
      if (is_word(text)) return mix(text);
      [[fallthrough]];
    case Meaning::Id:
      number(known(text));
      return;
    case Meaning::Sent:
      return mix(method_in(text));
    default:
      present(!text.empty());
  }
}

std::uint32_t Digest::known(std::string_view text) const {
  return pseudonyms_ == nullptr ? number_in(text) : pseudonyms_->known(text);
}

}  // namespace holdfast::record
