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
