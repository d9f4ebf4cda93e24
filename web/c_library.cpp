// What nlohmann/json and embind link of the C library but nobody reads the results of: numbers stay
// text in our tree, and the texts of impossible errors are thrown away. The library's own functions
// bring 20 KB of floating point and formatting with them.

#include <cstddef>
#include <cstring>

namespace {

// The reader has checked every character of the number by then: all of the text is one.
void read_to_end(const char* text, char** end) {
  if (end != nullptr) *end = const_cast<char*>(text) + std::strlen(text);
}

}  // namespace

extern "C" {

float strtof(const char* text, char** end) {
  read_to_end(text, end);
  return 0;
}

double strtod(const char* text, char** end) {
  read_to_end(text, end);
  return 0;
}

long double strtold(const char* text, char** end) {
  read_to_end(text, end);
  return 0;
}

int snprintf(char* text, std::size_t size, const char* /*format*/, ...) {
  if (size > 0) *text = '\0';
  return 0;
}

/// embind spells types that were never bound with it, for errors that are bugs of ours.
int sprintf(char* text, const char* /*format*/, ...) {
  *text = '\0';
  return 0;
}

/// What the compiler makes of a sprintf() without floating point.
int siprintf(char* text, const char* /*format*/, ...) {
  *text = '\0';
  return 0;
}

}  // extern "C"

// ---- what a class is at run time ----------------------------------------------------------------

// Built without RTTI, nothing of ours asks; but the library's own exceptions, which are never
// thrown, point to the classes that would answer, and these bring 3 KB with them.
namespace {

using Table = const void* const[4];

}  // namespace

extern "C" {
extern Table of_class __asm__("_ZTVN10__cxxabiv117__class_type_infoE");
extern Table of_derived_class __asm__("_ZTVN10__cxxabiv120__si_class_type_infoE");
extern Table of_more_derived_class __asm__("_ZTVN10__cxxabiv121__vmi_class_type_infoE");
Table of_class{};
Table of_derived_class{};
Table of_more_derived_class{};
}  // extern "C"
