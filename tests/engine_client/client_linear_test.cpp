// Reading a reply costs time in proportion to its octets, however they come (CVE-2026-110872: a
// client that searched all of the reply again with each piece).

#include <gtest/gtest.h>

#include <ctime>

#include "client_talk.hpp"

namespace heloport::engine {
namespace {

/// A server that answers one command, octet by octet.
struct Trickle {
  std::function<void(ClientTalk&)> ask;
  std::function<std::string(std::size_t)> reply;
};

void pull(ClientSession& session) {
  const auto rests = [](const ClientEvent& event) {
    return !std::holds_alternative<ReplyText>(event) && !std::holds_alternative<Answered>(event);
  };
  while (!rests(session.next())) continue;
}

/// Time of this process alone, of the quickest of some runs: what else the machine does adds to it
/// and takes nothing away.
std::clock_t cost(const Trickle& server, std::size_t octets) {
  const std::string reply = server.reply(octets);
  std::clock_t least = 0;
  for (int run = 0; run < 7; ++run) {
    ClientTalk talk;
    talk.options_.reply_line_octets_max = 64 << 10;
    talk.options_.reply_lines_max = 64 << 10;
    server.ask(talk);
    talk.said();
    const std::clock_t begin = std::clock();
    for (char octet : reply) {
      talk.session.input()[0] = octet;
      talk.session.received(1);
      pull(talk.session);
    }
    const std::clock_t spent = std::clock() - begin;
    EXPECT_FALSE(talk.session.finished());
    least = run == 0 ? spent : std::min(least, spent);
  }
  return least;
}

void expect_linear(const Trickle& server, std::size_t octets_max) {
  const auto quarter = static_cast<double>(cost(server, octets_max / 4));
  const auto whole = static_cast<double>(cost(server, octets_max));
  EXPECT_GT(quarter, 0);
  EXPECT_LT(whole, 7 * quarter) << "four times as many octets; 16 would be quadratic";
}

void ask_read(ClientTalk& talk) {
  talk.open({"XREAD"});
  talk.session.read("bob@example.org", "x");
}

TEST(ClientLinear, OneLongLine) {
  expect_linear({ask_read, [](std::size_t n) { return "250-" + std::string(n - 4, 'x'); }},
                120'000);
}

TEST(ClientLinear, ManyLines) {
  expect_linear({ask_read,
                 [](std::size_t n) {
                   std::string lines;
                   while (lines.size() < n) lines += "250-a line\r\n";
                   return lines;
                 }},
                40'000);
}

TEST(ClientLinear, ManyBareLineFeeds) {
  expect_linear({ask_read, [](std::size_t n) { return "250-" + std::string(n - 4, '\n'); }},
                120'000);
}

TEST(ClientLinear, ALongChallenge) {
  expect_linear({[](ClientTalk& talk) {
                   talk.session.tls_started(true);
                   talk.open({"AUTH LOGIN"});
                   talk.session.auth("LOGIN");
                 },
                 [](std::size_t n) { return "334 " + std::string(n / 4 * 4, 'A') + "\r\n"; }},
                12'280);
}

}  // namespace
}  // namespace heloport::engine
