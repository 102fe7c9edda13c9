// The same octets give the same events, however they come: everything that a server will say is
// known in advance, so it comes in chunks of every size, and the application acts at each turn.

#include <gtest/gtest.h>

#include "client_talk.hpp"

namespace heloport::engine {
namespace {

using Move = std::function<CommandFault(ClientSession&)>;

Move mail(std::string path) {
  return [path](ClientSession& s) { return s.mail(path); };
}
Move rcpt(std::string path) {
  return [path](ClientSession& s) { return s.rcpt(path); };
}
const Move data = [](ClientSession& s) { return s.data(); };
const Move noop = [](ClientSession& s) { return s.noop(); };
const Move quit = [](ClientSession& s) { return s.quit(); };
const Move read = [](ClientSession& s) { return s.read("bob@example.com", "x"); };
const Move content = [](ClientSession& s) {
  return s.body(".Hello\n") > 0 ? CommandFault::none : CommandFault::not_your_turn;
};
const Move end = [](ClientSession& s) {
  return s.finish() ? CommandFault::none : CommandFault::not_your_turn;
};

const Move chunk_content = [](ClientSession& s) {
  return s.body("a\r\nb\r\n.") > 0 ? CommandFault::none : CommandFault::not_your_turn;
};
Move chunk(std::uint64_t octets, bool last) {
  return [=](ClientSession& s) { return s.chunk(octets, last); };
}
const Move reset = [](ClientSession& s) { return s.reset(); };
const Move starttls = [](ClientSession& s) { return s.starttls(); };
const Move auth = [](ClientSession& s) { return s.auth("X-OWN"); };

struct Script {
  std::string name;
  std::string server;
  std::vector<Move> moves;  // at each turn as many as may be; none are left: it is not used
};

struct Record {
  std::vector<std::string> events;
  std::string wire;
  bool operator==(const Record&) const = default;
};

/// Plays a script. An application that has nothing to say any more waits, as a real one would.
class Player {
 public:
  Player(const Script& script, std::size_t chunk) : script_(script), chunk_(chunk) {}

  Record play() {
    std::string_view rest = script_.server;
    pull();
    while (!rest.empty() && !session_.finished()) {
      const std::span<char> room = session_.input();
      const std::size_t n = std::min({room.size(), rest.size(), chunk_});
      EXPECT_GT(n, 0u);
      std::copy_n(rest.begin(), n, room.begin());
      session_.received(n);
      rest.remove_prefix(n);
      pull();
    }
    session_.end_of_input();
    pull();
    return record_;
  }

 private:
  void pull() {
    while (true) {
      const ClientEvent event = session_.next();
      drain();
      const bool turn =
          std::holds_alternative<YourTurn>(event) || std::holds_alternative<BodyWanted>(event);
      if (turn && act()) continue;
      if (std::holds_alternative<Challenge>(event)) session_.respond("ann");
      if (std::holds_alternative<NeedReply>(event) || std::holds_alternative<DrainOutput>(event)) {
        return;
      }
      if (turn && std::exchange(passed_, true)) return;
      if (turn) continue;
      passed_ = false;
      if (record_.events.empty() || in_words(event) != record_.events.back() ||
          !std::holds_alternative<ClientClosed>(event)) {
        record_.events.push_back(in_words(event));
      }
      if (std::holds_alternative<ClientClosed>(event)) return;
    }
  }
  /// Says as much as may be said in one group. False when that is nothing.
  bool act() {
    const std::size_t first = next_;
    while (next_ < script_.moves.size()) {
      const CommandFault fault = script_.moves[next_](session_);
      if (fault == CommandFault::not_your_turn) break;
      EXPECT_EQ(fault, CommandFault::none);
      ++next_;
    }
    drain();
    if (next_ > first) passed_ = false;
    return next_ > first;
  }
  void drain() {
    const std::string_view run = session_.output().runs[0];
    record_.wire += run;
    session_.sent(run.size());
  }

  const Script& script_;
  std::size_t chunk_;
  ClientOptions options_;
  Buffers buffers_{1};
  ClientSession session_{options_, buffers_};
  Record record_;
  std::size_t next_ = 0;
  bool passed_ = false;  // a turn that was not used was offered once
};

const std::string hello = "220 mx.example.org\r\n250 mx.example.org\r\n";
const std::string pipelining = "220 mx.example.org\r\n250-mx.example.org\r\n250 PIPELINING\r\n";
const std::string pipelining_chunking =
    "220 mx.example.org\r\n250-mx\r\n250-PIPELINING\r\n250 CHUNKING\r\n";
const std::string chunking = "220 mx.example.org\r\n250-mx\r\n250 CHUNKING\r\n";
const std::string simple_hello = "220 SimpleSMTP Server Ready\r\n250 Hello\r\n";

const std::vector<Script> scripts{
    {"one message",
     hello + "250 2.1.0 Ok\r\n250 Ok\r\n354 Go\r\n250 Ok\r\n221 Bye\r\n",
     {mail("a@b.c"), rcpt("d@e.f"), data, content, content, end, quit}},
    {"pipelined",
     pipelining + "250 Ok\r\n550 No\r\n354 Go\r\n554 No\r\n221 Bye\r\n",
     {mail("a@b.c"), rcpt("d@e.f"), data, end, quit}},
    {"simple",
     simple_hello + "250 OK\r\n250 OK\r\n354 Go\r\n250 OK\r\n221 Bye\r\n",
     {mail("a@b.c"), rcpt("d@e.f"), data, [](ClientSession& s) { return s.file_name("name"); },
      content, end, quit}},
    {"EHLO refused",
     "220-mx\r\n220\r\n502-no\r\n502 no\r\n250 Ok\r\n250 Ok\r\n221 Bye\r\n",
     {noop, quit}},
    {"refused", "554-no\r\n554 no\r\n221 Bye\r\n", {}},
    {"read",
     simple_hello + "250-Email content:\r\n250-a\r\r\nb\r\n250-\r\n250 \0\r\n221 Bye\r\n",
     {read, quit}},
    {"421 in a group",
     pipelining + "250 Ok\r\n421 4.3.2 Bye\r\n250 Ok\r\n",
     {mail("a@b.c"), rcpt("d@e.f"), rcpt("g@h.i")}},
    {"421 out of the blue", hello + "250 Ok\r\n421 Bye\r\n", {noop}},
    {"reply without a question", hello + "250 Ok\r\n250 Ok\r\n", {noop}},
    {"refusal in the content",
     hello + "250 Ok\r\n250 Ok\r\n354 Go\r\n552 Too big\r\n",
     {mail("a@b.c"), rcpt("d@e.f"), data, content}},
    {"acceptance in the content",
     hello + "250 Ok\r\n250 Ok\r\n354 Go\r\n250 Ok\r\n",
     {mail("a@b.c"), rcpt("d@e.f"), data, content}},
    {"chunks",
     pipelining_chunking + "250 Ok\r\n250 Ok\r\n250 Ok\r\n250 Ok\r\n221 Bye\r\n",
     {mail("a@b.c"), rcpt("d@e.f"), chunk(7, false), chunk_content, chunk(0, true), quit}},
    {"chunk refused",
     pipelining_chunking + "250 Ok\r\n250 Ok\r\n554 No\r\n250 Ok\r\n221 Bye\r\n",
     {mail("a@b.c"), rcpt("d@e.f"), chunk(7, false), chunk_content, reset, quit}},
    {"chunk refused too early",
     pipelining_chunking + "250 Ok\r\n250 Ok\r\n554 No\r\n250 Ok\r\n",
     {mail("a@b.c"), rcpt("d@e.f"), chunk(9, false), chunk_content}},
    {"chunk in lock step",
     chunking + "250 Ok\r\n250 Ok\r\n250 Ok\r\n221 Bye\r\n",
     {mail("a@b.c"), rcpt("d@e.f"), chunk(7, true), chunk_content, quit}},
    {"chunk accepted too early",
     chunking + "250 Ok\r\n250 Ok\r\n250 Ok\r\n250 Ok\r\n",
     {mail("a@b.c"), rcpt("d@e.f"), chunk(9, true), chunk_content}},
    {"STARTTLS injected",
     "220 mx\r\n250-mx\r\n250 STARTTLS\r\n220 Go\r\n250 AUTH PLAIN\r\n250 Ok\r\n",
     {starttls, quit}},
    {"STARTTLS refused",
     "220 mx\r\n250-mx\r\n250 STARTTLS\r\n454-Not\r\n454 now\r\n221 Bye\r\n",
     {starttls, quit}},
    {"AUTH",
     "220 mx\r\n250-mx\r\n250 AUTH X-OWN\r\n334 VXNlcm5hbWU6\r\n334 \r\n235 Ok\r\n221 Bye\r\n",
     {auth, quit}},
    {"AUTH with a foul challenge",
     "220 mx\r\n250-mx\r\n250 AUTH X-OWN\r\n334 User name\r\n501-\r\n501 No\r\n221 Bye\r\n",
     {auth, quit}},
    {"AUTH that goes on",
     "220 mx\r\n250-mx\r\n250 AUTH X-OWN\r\n334 =\r\n334 =\r\n235 Ok\r\n",
     {auth, quit}},
    {"code changes", hello + "250-Ok\r\n251 Ok\r\n", {noop}},
    {"LF only", hello + "250 Ok\n250 Ok\n\r\n", {noop}},
    {"short line", hello + "25\r\n", {noop}},
    {"control octet", hello + std::string("250 \0\r\n", 7), {noop}},
    {"cut short", hello + "250-Ok\r\n250 O", {noop}},
    {"354 to MAIL", hello + "354 Go\r\n250 Ok\r\n", {mail("a@b.c")}},
    {"long line", hello + "250 " + std::string(5000, 'x') + "\r\n", {noop}},
};

class ClientChunks : public testing::TestWithParam<Script> {};

TEST_P(ClientChunks, GiveTheSameEventsAndOctets) {
  const Script& script = GetParam();
  const std::size_t whole = script.server.size();
  const Record expected = Player(script, whole).play();
  ASSERT_FALSE(expected.events.empty());
  EXPECT_TRUE(expected.events.back().starts_with("closed "));
  for (std::size_t chunk = 1; chunk < whole; ++chunk) {
    ASSERT_EQ(Player(script, chunk).play(), expected) << "in chunks of " << chunk;
  }
}

void PrintTo(const Record& record, std::ostream* out) {
  for (const std::string& event : record.events) *out << event << '\n';
  *out << record.wire;
}

INSTANTIATE_TEST_SUITE_P(OfEveryScript, ClientChunks, testing::ValuesIn(scripts),
                         [](const auto& instance) {
                           std::string name = instance.param.name;
                           std::replace(name.begin(), name.end(), ' ', '_');
                           return name;
                         });

}  // namespace
}  // namespace heloport::engine
