// Prints the tables of the catalogue as TypeScript, for `npm run catalog`. Knows how the shim
// divides them and what a developer reads above each; how they are laid out prettier knows.

#include <cstdio>
#include <optional>
#include <string>
#include <string_view>

#include "catalog.hpp"

namespace {

using namespace holdfast;
using namespace holdfast::catalog;

std::string quoted(std::string_view text) {
  std::string made = "\"";
  for (const char letter : text) {
    if (letter == '"' || letter == '\\') made += '\\';
    made += letter;
  }
  return made + "\", ";
}

std::string list(const Texts& texts) {
  std::string made = "[";
  for (const std::string_view text : texts) {
    if (!text.empty()) made += quoted(text);
  }
  return made + "], ";
}

std::string fatality(std::optional<bool> fatal) {
  if (!fatal) return {};
  return *fatal ? "fatal: true" : "fatal: false";
}

std::string property(const auto& entry) {
  // Prettier leaves an object in lines whose brace ends one.
  return std::to_string(static_cast<int>(entry.code)) + ": {\nname: " + quoted(entry.name) +
         "message: " + quoted(entry.message) + "description: " + quoted(entry.description) +
         "causes: " + list(entry.causes) + "solutions: " + list(entry.solutions) +
         fatality(entry.fatal) + "},\n";
}

/// Those entries that are ours, or those that are the reference's.
std::string table(const std::string& comment, const std::string& name, const auto& entries,
                  bool ours) {
  std::string made = "\n/** " + comment + " */\nexport const " + name + " = {\n";
  for (const auto& entry : entries) {
    if (entry.ours == ours) made += property(entry);
  }
  return made + "} as const;\n";
}

/// What the reference's entries are about.
std::string families(const auto& entries) {
  std::string made;
  int last = 0;
  for (const auto& entry : entries) {
    const auto [thousands, about] = entry.family;
    if (entry.ours || thousands == last) continue;
    made += (last > 0 ? ", " : "") + std::to_string(thousands) + " " + std::string(about);
    last = thousands;
  }
  return made;
}

}  // namespace

int main() {
  const std::string text =
      "// Every error and every warning by its code, with all that is to be read of it.\n"
      "// Written by `npm run catalog` from src/catalog/: to be changed there.\n" +
      table("Every error by its code. " + families(kErrors) + ".", "SDK_ERRORS", kErrors, false) +
      table("Every warning by its code. " + families(kWarnings) + ".", "SDK_WARNINGS", kWarnings,
            false) +
      table("The errors that the reference does not know.", "HOLDFAST_ERRORS", kErrors, true) +
      table("Warnings that only this package gives, by their code: 39.", "HOLDFAST_WARNINGS",
            kWarnings, true);
  std::fputs(text.c_str(), stdout);
}
