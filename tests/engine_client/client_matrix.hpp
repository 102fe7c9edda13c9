#pragma once
// Every octet at every kind of place in one argument of one call: nothing leaves, or what was
// meant.

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <utility>

#include "client_talk.hpp"
#include "grammar/command.hpp"

namespace heloport::engine {

inline constexpr grammar::Leniency simple_forms = grammar::Leniency::space_after_colon |
                                                  grammar::Leniency::bare_path |
                                                  grammar::Leniency::simple_listing;

/// What a server would make of octets that must be one command.
inline grammar::Command parsed(const std::string& octets, bool in_simple) {
  EXPECT_EQ(octets.find('\n') + 1, octets.size()) << testing::PrintToString(octets);
  return grammar::parse_command(octets, in_simple ? simple_forms : grammar::Leniency::helo_literal);
}

/// Hands each argument of the matrix to `check`: `sound` with each octet before it, in the middle
/// of it, behind it, within quotes of its local part, and in front of its domain.
inline void for_every_octet(const std::string& sound, auto&& check) {
  for (int octet = 0; octet < 256; ++octet) {
    const std::string inserted(1, static_cast<char>(octet));
    check(inserted + sound);
    check(sound.substr(0, sound.size() / 2) + inserted + sound.substr(sound.size() / 2));
    check(sound + inserted);
    check("\"" + sound.substr(0, 1) + inserted + "\"@example.org");
    check("\"\\" + inserted + "\"@example.org");
    check("bob@" + inserted + "example.org");
  }
}

/// Tries one argument on a fresh session at its turn, in both dialects.
class Matrix {
 public:
  using Call = std::function<CommandFault(ClientSession&, const std::string&)>;
  using Meant = std::function<bool(const grammar::Command&, const std::string&)>;

  Matrix(std::string sound, Call call, Meant meant)
      : sound_(std::move(sound)), call_(std::move(call)), meant_(std::move(meant)) {}
  Matrix& after(std::function<void(ClientTalk&)> prepare) {
    prepare_ = std::move(prepare);
    return *this;
  }

  void run() {
    for (bool in_simple : {false, true}) {
      sent_ = refused_ = 0;
      for_every_octet(sound_, [&](const std::string& argument) { try_one(argument, in_simple); });
      EXPECT_GT(sent_, 0) << "nothing was sound";
      EXPECT_GT(refused_, 3 * 33) << "control octets passed";
    }
  }

 private:
  void try_one(const std::string& argument, bool in_simple) {
    ClientTalk talk;
    if (in_simple)
      talk.open_simple();
    else
      talk.open({"SMTPUTF8", "8BITMIME", "SIZE", "XLIST", "XREAD", "PIPELINING"});
    if (prepare_) prepare_(talk);
    talk.said();
    const CommandFault fault = call_(talk.session, argument);
    const std::string octets = talk.said();
    if (fault != CommandFault::none) {
      ++refused_;
      ASSERT_EQ(octets, "") << fault << ": " << testing::PrintToString(argument);
      return;
    }
    ++sent_;
    const grammar::Command command = parsed(octets, in_simple);
    ASSERT_EQ(command.fault, grammar::SyntaxFault::none) << testing::PrintToString(octets);
    ASSERT_TRUE(meant_(command, argument)) << testing::PrintToString(octets);
  }

  std::string sound_;
  Call call_;
  Meant meant_;
  std::function<void(ClientTalk&)> prepare_;
  int sent_ = 0;
  int refused_ = 0;
};

}  // namespace heloport::engine
