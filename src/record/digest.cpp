#include "record/digest.hpp"

#include <variant>

#include "record/fields.hpp"

namespace holdfast::record {

void Digest::begin() {
  sum_ = 0x811c9dc5U;
  kinds_.clear();
}

void Digest::add(const Output& request) {
  kinds_ += static_cast<char>(request.index());
  mix(static_cast<std::uint32_t>(request.index()));
  std::visit([this](const auto& one) { fields(*this, one); }, request);
}

void Digest::end(std::optional<Instant> deadline) { one(*this, deadline); }

std::int64_t Digest::number(std::int64_t number) {
  mix(static_cast<std::uint32_t>(number));
  mix(static_cast<std::uint32_t>(number >> 32));
  return number;
}

void Digest::text(const std::string& text, Meaning meaning) {
  switch (meaning) {
    case Meaning::Id:
      return mix(known(text));
    case Meaning::Word:
      return is_word(text) ? mix(text) : mix(known(text));
    case Meaning::Sent:
      return mix(method_in(text));
    default:
      return mix(text.empty() ? 0U : 1U);
  }
}

void Digest::mix(std::uint32_t value) {
  for (int byte = 0; byte < 4; ++byte, value >>= 8U) {
    sum_ = (sum_ ^ (value & 0xffU)) * 0x01000193U;
  }
}

void Digest::mix(std::string_view text) {
  for (const char letter : text) mix(static_cast<std::uint32_t>(letter));
}

std::uint32_t Digest::known(std::string_view text) const {
  return pseudonyms_ == nullptr ? number_in(text) : pseudonyms_->known(text);
}

}  // namespace holdfast::record
