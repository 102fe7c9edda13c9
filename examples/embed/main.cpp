// An SMTP server without a network: octets from a string, mail into a string.
#include <iostream>
#include <string>
#include <string_view>
#include <variant>

#include "engine/server_session.hpp"

using namespace heloport::engine;

template <class... Kinds>
bool is(const ServerEvent& event) {
  return (std::holds_alternative<Kinds>(event) || ...);
}

// Pulls every event that is due and answers the questions among them.
void serve(ServerSession& session, std::string& mail) {
  while (true) {
    const ServerEvent event = session.next();
    if (is<NeedInput, AwaitOutput, Closed>(event)) return;
    if (const auto* recipient = std::get_if<Recipient>(&event)) {
      if (recipient->path.mailbox == "bob@example.com") {
        session.accept();
      } else {
        session.reject({550, "5.1.1", "No such user"});
      }
    } else if (const auto* chunk = std::get_if<BodyChunk>(&event)) {
      mail += chunk->octets;
    } else if (is<MessageEnd>(event)) {
      std::cout << mail;  // where mail matters it is made durable here, before it is accepted
      session.accept();
    } else if (is<TransactionDropped>(event)) {
      mail.clear();
    } else if (is<Connected, Hello, Sender, MessageBegin>(event)) {
      session.accept();
    } else {
      session.reject({502, "5.5.1", "Not here"});
    }
  }
}

int main() {
  const ServerOptions options{.hostname = "mx.example.com"};
  Buffers buffers(1);
  ServerSession session(options, buffers);
  std::string mail;
  std::string_view wire =
      "EHLO client.example.org\r\n"
      "MAIL FROM:<ann@example.org>\r\n"
      "RCPT TO:<nobody@example.com>\r\n"
      "RCPT TO:<bob@example.com>\r\n"
      "DATA\r\n"
      "Subject: hello\r\n"
      "\r\n"
      "..one dot, sent as two\r\n"
      ".\r\n"
      "QUIT\r\n";
  while (true) {
    serve(session, mail);
    const Output replies = session.output();
    std::cout << replies.runs[0] << replies.runs[1];
    session.sent(replies.size());
    if (session.finished()) return 0;
    const auto room = session.input();
    const std::size_t n = wire.copy(room.data(), room.size());
    session.received(n);
    wire.remove_prefix(n);
  }
}
