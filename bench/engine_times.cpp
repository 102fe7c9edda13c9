// Does one thing a number of times and nothing else, so that a tool that counts instructions sees
// it: engine_times WORK TIMES. Without arguments it prints what there is.

#include <array>
#include <cstdio>
#include <cstdlib>

#include "bench/engine_work.hpp"
#include "engine/body_decoder.hpp"

namespace heloport::bench {
namespace {

// Each returns a number that follows from the work, so that it is not optimised away.
using Work = std::size_t (*)(long times);

std::size_t hear(const Words& words, long times) {
  Server server;
  for (; times > 0; --times) {
    for (const std::string& write : words.writes) server.hear(write);
  }
  return server.messages();
}

std::size_t session_lockstep(long times) {
  return hear(lockstep_message(), times);
}
std::size_t session_pipelined(long times) {
  return hear(pipelined_message(), times);
}

std::size_t client_message(long times) {
  Client client;
  const std::string content = content_of(content_octets);
  for (; times > 0; --times) client.send_message(content);
  return client.answered();
}

// The replies to a command that has only one.
std::size_t reply(long times) {
  Server server;
  for (; times > 0; --times) server.hear("RSET\r\n");
  return server.said_octets();
}

std::size_t decode_100k(long times) {
  const std::string wire = content_of(100'000) + ".\r\n";
  std::size_t octets = 0;
  for (; times > 0; --times) {
    engine::BodyDecoder decoder(engine::LineEndings::refuse);
    std::string_view left = wire;
    while (!left.empty()) {
      const engine::BodyPiece piece = decoder.next(left);
      left.remove_prefix(piece.consumed);
      octets += piece.octets.size();
    }
  }
  return octets;
}

std::size_t encode_100k(long times) {
  const std::string content = content_of(100'000);
  std::vector<char> room(engine::output_block_octets);
  std::size_t octets = 0;
  for (; times > 0; --times) octets += encoded_octets(content, room);
  return octets;
}

struct Named {
  std::string_view name;
  Work work;
};
constexpr std::array works{
    Named{"session_lockstep", session_lockstep}, Named{"session_pipelined", session_pipelined},
    Named{"client_message", client_message},     Named{"reply", reply},
    Named{"decode_100k", decode_100k},           Named{"encode_100k", encode_100k},
};

}  // namespace
}  // namespace heloport::bench

int main(int argc, char** argv) {
  using namespace heloport::bench;
  for (const Named& each : works) {
    if (argc == 1) std::printf("%s\n", std::string(each.name).c_str());
    if (argc == 3 && each.name == argv[1]) {
      std::printf("%zu\n", each.work(std::atol(argv[2])));
      return 0;
    }
  }
  return argc == 1 ? 0 : 2;
}
