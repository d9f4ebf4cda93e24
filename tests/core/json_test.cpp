// JSON as a tree: what is taken, what is refused, and that text comes back as it was.
#include "wire/json.hpp"

#include <catch_amalgamated.hpp>
#include <optional>
#include <string>

namespace holdfast::wire {
namespace {

std::string rewritten(std::string_view text) {
  const auto value = parse(text);
  return value ? write(*value) : "refused";
}

std::string nested(std::size_t levels, std::string_view opening, std::string_view closing) {
  std::string text;
  for (std::size_t level = 0; level < levels; ++level) text += opening;
  for (std::size_t level = 0; level < levels; ++level) text += closing;
  return text;
}

TEST_CASE("compact JSON comes back as it was") {
  const std::string text = GENERATE("null", "true", "false", "0", "-1", "18446744073709551615",
                                    "-9223372036854775808", "18446744073709551616", "0.10", "1e-7",
                                    "-0.0", R"("")", R"("a\"\\\b\f\n\r\t\u0000\u001f/é😀")", "[]",
                                    "{}", R"([1,[2,{"a":[]}],"b"])", R"({"b":1,"a":{"":null}})");
  CHECK(rewritten(text) == text);
}

TEST_CASE("other spellings come back in the shortest one") {
  CHECK(rewritten(" { \"a\" : [ 1 ,\n2 ] } ") == R"({"a":[1,2]})");
  CHECK(rewritten(R"("\u0041\u00e9\ud83d\ude00\/\u0022")") == R"("Aé😀/\"")");
  CHECK(rewritten("-0") == "0");
}

TEST_CASE("what is not exactly one JSON value is refused") {
  const std::string text = GENERATE("", "nul", "[1,]", "{\"a\"}", "[1] 2", "1.", ".5", "+1", "0x10",
                                    "'a'", "\"a", "\"\n\"", "\"\xc3\"", "\"\xf4\x90\x80\x80\"",
                                    "// a\n1", "Infinity", "1e999", "\"\\udc00\"");
  INFO(text);
  CHECK_FALSE(parse(text));
}

TEST_CASE("as deep as is allowed and not one level deeper") {
  CHECK(parse(nested(kDeepestNesting, "[", "]")));
  CHECK_FALSE(parse(nested(kDeepestNesting + 1, "[", "]")));
  CHECK(parse(nested(kDeepestNesting / 2, "{\"a\":[", "]}")));
  CHECK_FALSE(parse(nested(kDeepestNesting / 2 + 1, "{\"a\":[", "]}")));
  CHECK_FALSE(parse(nested(1'000'000, "[", "]")));
  CHECK_FALSE(parse(nested(1'000'000, "[", "")));
}

TEST_CASE("a member is found by its name, the last of several") {
  const auto value = parse(R"({"a":1,"b":2,"a":{"c":3}})");
  REQUIRE(value);
  REQUIRE(value->member("a")->member("c") != nullptr);
  CHECK(value->member("a")->member("c")->content == "3");
  CHECK(value->member("b")->content == "2");
  CHECK(value->member("d") == nullptr);
  CHECK(value->member("a")->member("c")->member("a") == nullptr);
}

TEST_CASE("a member that is set takes the place of all of its name") {
  auto value = parse(R"({"a":1,"b":2,"a":3})");
  REQUIRE(value);
  value->set("a", Json::number(-4));
  CHECK(write(*value) == R"({"b":2,"a":-4})");
}

TEST_CASE("a text is a whole number if it is nothing else and an int can hold it") {
  CHECK(integer_in("0") == 0);
  CHECK(integer_in("-0") == 0);
  CHECK(integer_in("0486") == 486);
  CHECK(integer_in("-32001") == -32001);
  CHECK(integer_in("2147483647") == 2147483647);
  CHECK(integer_in("-2147483648") == -2147483647 - 1);
  for (const char* other : {"", "-", "+1", " 1", "1 ", "1.0", "1e2", "--1", "2147483648",
                            "-2147483649", "99999999999999999999999999999999"}) {
    INFO(other);
    CHECK(integer_in(other) == std::nullopt);
  }
}

TEST_CASE("many members and many values are read in reasonable time") {
  std::string members = "{";
  std::string values = "[";
  for (int index = 0; index < 100'000; ++index) {
    members += "\"m" + std::to_string(index) + "\":[],";
    values += "{},";
  }
  members += "\"m\":0}";
  values += "0]";
  CHECK(rewritten(members) == members);
  CHECK(rewritten(values) == values);
}

}  // namespace
}  // namespace holdfast::wire
