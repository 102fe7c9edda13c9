#pragma once
// What the engine is measured at: whole sessions in memory, with an application that says yes.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "engine/body_encoder.hpp"
#include "engine/client_session.hpp"
#include "engine/server_session.hpp"

namespace heloport::bench {

inline constexpr std::size_t content_octets = 1024;

/// Lines of 76 octets, CRLF included.
inline std::string content_of(std::size_t octets) {
  std::string content;
  while (content.size() < octets) content += std::string(74, 'x') + "\r\n";
  return content;
}

/// A server session that was greeted and has heard EHLO. Every question is answered with yes.
class Server {
 public:
  Server() {
    options_.limits.idle_commands_max = SIZE_MAX;
    hear("EHLO client.example.org\r\n");
  }

  /// Gives it octets, as a transport does, and takes away what it says.
  void hear(std::string_view octets) {
    serve();
    while (!octets.empty()) {
      const std::span<char> room = session_.input();
      if (room.empty()) std::abort();  // the session is over, which none of this is to lead to
      const std::size_t n = std::min(room.size(), octets.size());
      std::memcpy(room.data(), octets.data(), n);
      session_.received(n);
      octets.remove_prefix(n);
      serve();
    }
  }
  std::size_t messages() const { return messages_; }
  std::size_t said_octets() const { return said_octets_; }

 private:
  void serve() {
    while (std::visit([this](const auto& event) { return on(event); }, session_.next())) {
    }
    said_octets_ += session_.output().size();
    if (!session_.output().empty()) session_.sent(session_.output().size());
  }
  bool yes() {
    session_.accept("1NG9YAM53E5ZDA");
    return true;
  }
  bool on(const engine::Connected&) { return yes(); }
  bool on(const engine::Hello&) { return yes(); }
  bool on(const engine::Sender&) { return yes(); }
  bool on(const engine::Recipient&) { return yes(); }
  bool on(const engine::MessageBegin&) { return yes(); }
  bool on(const engine::MessageEnd&) {
    ++messages_;
    return yes();
  }
  bool on(const engine::BodyChunk&) { return true; }
  template <class Event>
  bool on(const Event&) {
    return false;
  }

  engine::ServerOptions options_;
  engine::Buffers buffers_{1};
  engine::ServerSession session_{options_, buffers_};
  std::size_t messages_ = 0;
  std::size_t said_octets_ = 0;
};

/// The words of one message as a client sends them, each element in one write.
struct Words {
  std::vector<std::string> writes;
};
inline Words lockstep_message() {
  return {{"MAIL FROM:<ann@example.org>\r\n", "RCPT TO:<bob@example.com>\r\n", "DATA\r\n",
           content_of(content_octets) + ".\r\n"}};
}
inline Words pipelined_message() {
  return {{"MAIL FROM:<ann@example.org>\r\nRCPT TO:<bob@example.com>\r\nDATA\r\n",
           content_of(content_octets) + ".\r\n"}};
}

/// A client session that sends messages to a server that answers as RFC 5321 has it.
class Client {
 public:
  Client() {
    options_.hello_name = "client.example.org";
    run("220 mx.example.org ESMTP\r\n");
    run("250-mx.example.org\r\n250 PIPELINING\r\n");
  }

  void send_message(std::string_view content) {
    session_.mail("ann@example.org");
    session_.rcpt("bob@example.com");
    session_.data();
    run("250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n354 Go\r\n");
    while (!content.empty()) {
      content.remove_prefix(session_.body(content));
      run({});
    }
    if (!session_.finish()) std::abort();
    run("250 2.0.0 Ok\r\n");
  }
  std::size_t said_octets() const { return said_octets_; }
  std::size_t answered() const { return answered_; }

 private:
  void run(std::string_view reply) {
    pull();
    if (!reply.empty()) {
      const std::span<char> room = session_.input();
      std::memcpy(room.data(), reply.data(), reply.size());
      session_.received(reply.size());
      pull();
    }
  }
  void pull() {
    take_away();
    while (true) {
      const engine::ClientEvent event = session_.next();
      if (std::holds_alternative<engine::Answered>(event)) ++answered_;
      if (!std::holds_alternative<engine::Answered>(event) &&
          !std::holds_alternative<engine::ReplyText>(event)) {
        break;
      }
    }
    take_away();
  }
  void take_away() {
    said_octets_ += session_.output().size();
    if (!session_.output().empty()) session_.sent(session_.output().size());
  }

  engine::ClientOptions options_;
  engine::Buffers buffers_{1};
  engine::ClientSession session_{options_, buffers_};
  std::size_t said_octets_ = 0;
  std::size_t answered_ = 0;
};

/// Encodes content as it goes through a session, in rooms of a block; octets written.
inline std::size_t encoded_octets(std::string_view content, std::span<char> room) {
  engine::BodyEncoder encoder;
  std::size_t written = 0;
  while (!content.empty()) {
    const engine::BodyEncoder::Step step = encoder.encode(content, room);
    content.remove_prefix(step.taken);
    written += step.written;
    if (step.foul) std::abort();
  }
  return written + encoder.finish(room).written;
}

}  // namespace heloport::bench
