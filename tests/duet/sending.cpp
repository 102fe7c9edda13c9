// See sending.hpp.

#include "sending.hpp"

#include <gtest/gtest.h>

namespace heloport::duet {
namespace {

using engine::CommandFault;
using engine::ExtensionId;
using engine::Step;

constexpr std::string_view text = "Subject: one\r\n\r\n.\r\n..two\r\nend";

engine::ClientOptions options_of(const Setup& setup) {
  engine::ClientOptions options;
  options.hello_name = "client.example.org";
  options.protocol = setup.protocol;
  return options;
}

}  // namespace

void stop_at_failures() {
  testing::FLAGS_gtest_break_on_failure = true;
}

Sending::Sending(const Setup& setup, engine::Buffers& buffers)
    : setup_(setup), options_(options_of(setup)), session_(options_, buffers) {
  if (setup.tls == Tls::implicit) session_.tls_started(true);
}

void Sending::serve() {
  const auto pull = [this](const auto& event) { return on(event); };
  while (std::visit(pull, session_.next())) continue;
}

// Saying.

bool Sending::speak() {
  const CommandFault fault = say_next();
  if (fault == CommandFault::not_your_turn) return false;
  EXPECT_EQ(fault, CommandFault::none);
  return fault == CommandFault::none;
}

CommandFault Sending::say_next() {
  if (setup_.tls == Tls::starttls && offers(ExtensionId::starttls) && !tls_tried_) {
    tls_tried_ = true;
    return session_.starttls();
  }
  if (offers(ExtensionId::auth) && !auth_tried_) {
    auth_tried_ = true;
    return session_.auth("SCRAM-SHA-256", "hello");
  }
  if (current_ == messages) return session_.quit();
  Message& message = messages_[current_];
  if (message.over) {
    // Refused recipients and chunks leave a transaction behind.
    const CommandFault fault = message.complete ? CommandFault::none : session_.reset();
    if (fault == CommandFault::none) ++current_;
    return message.complete ? say_next() : fault;
  }
  if (!message.said) return say_mail(message);
  if (message.recipients_said < recipients.size()) {
    const engine::RcptOptions options{
        .notify = engine::Notify{.failure = true},
        .orcpt = engine::OriginalRecipient{.address = recipients[message.recipients_said]}};
    const CommandFault fault = session_.rcpt(recipients[message.recipients_said], options);
    if (fault == CommandFault::none) ++message.recipients_said;
    return fault;
  }
  return say_content(message);
}

CommandFault Sending::say_mail(Message& message) {
  binary_ = offers(ExtensionId::binarymime) && offers(ExtensionId::chunking);
  message.content = std::string(text) + std::to_string(current_) + "\r\n";
  if (binary_) message.content += std::string("\0\r.\n\r\n.\r\n", 10);
  const bool utf8 = offers(ExtensionId::smtputf8);
  engine::MailOptions options{.size_octets = message.content.size(),
                              .smtputf8 = utf8,
                              .ret = engine::Ret::headers,
                              .envid = "id=1",
                              .auth = "ann@example.org",
                              .deliver_by = engine::DeliverBy{.seconds = 600},
                              .priority = std::int8_t{-4}};
  options.requiretls = session_.inside_tls() && offers(ExtensionId::requiretls);
  if (binary_) options.body = engine::BodyType::binary_mime;
  const CommandFault fault =
      session_.mail(utf8 ? "j\xc3\xbcrgen@example.org" : "ann@example.org", options);
  if (fault != CommandFault::none) return fault;
  message.said = true;
  envelopes_.push_back({.size = offers(ExtensionId::size),
                        .body = binary_,
                        .smtputf8 = utf8,
                        .dsn = offers(ExtensionId::dsn),
                        .auth = offers(ExtensionId::auth),
                        .deliver_by = offers(ExtensionId::deliverby),
                        .priority = offers(ExtensionId::mt_priority),
                        .requiretls = options.requiretls});
  return fault;
}

// DATA, or a chunk of the first half and one of the rest.
CommandFault Sending::say_content(Message& message) {
  if (message.complete) return CommandFault::not_your_turn;  // its answer is awaited
  const bool chunked = offers(ExtensionId::chunking);
  if (!chunked && message.data_said) return CommandFault::not_your_turn;
  if (!chunked) {
    const CommandFault fault = session_.data();
    message.data_said = fault == CommandFault::none;
    return fault;
  }
  const std::size_t half = message.content.size() / 2;
  const bool first = message.written < half;
  return session_.chunk(first ? half : message.content.size() - half, !first);
}

bool Sending::write() {
  Message& message = messages_[current_];
  const std::string_view rest = std::string_view(message.content).substr(message.written);
  if (!message.data_said) {
    const std::size_t taken = session_.body(rest);
    message.written += taken;
    message.complete = message.written == message.content.size();
    return taken > 0;
  }
  // RFC 2920, 3.1: DATA was taken for nobody.
  const bool nobody = message.accepted.empty();
  if (!rest.empty() && !nobody) {
    const std::size_t taken = session_.body(rest);
    message.written += taken;
    return taken > 0;
  }
  message.complete = session_.finish();
  return message.complete;
}

// Hearing.

bool Sending::on(const engine::Challenge& challenge) {
  EXPECT_EQ(challenge.octets, "password?");
  return session_.respond("secret") == CommandFault::none;
}

bool Sending::on(const engine::Answered& answer) {
  if (answer.step == Step::starttls && answer.positive()) session_.tls_started(true);
  if (answered_ == messages) return true;
  Message& message = messages_[answered_];
  const bool lmtp = setup_.protocol == engine::Protocol::lmtp;
  switch (answer.step) {
    case Step::rcpt: {
      const std::size_t index = message.recipients_answered++;
      if (answer.positive()) message.accepted.push_back(index);
      if (!answer.positive()) message.outcomes[index] = Outcome::refused;
      const bool all = message.recipients_answered == recipients.size();
      const bool closed = message.data_said || message.written > 0;
      if (all && message.accepted.empty() && !closed) settle(message, Outcome::refused);
      return true;
    }
    case Step::mail:
    case Step::data:
    case Step::chunk:
      if (!answer.positive() && !message.complete) settle(message, Outcome::refused);
      return true;
    case Step::message: {
      const Outcome outcome = answer.positive() ? Outcome::sent : Outcome::refused;
      if (!lmtp || message.accepted.empty()) {
        settle(message, outcome);
      } else {
        message.outcomes[message.accepted.at(answer.recipient)] = outcome;
        if (answer.recipient + 1 == message.accepted.size()) settle(message, outcome);
      }
      // What follows a refused last chunk is RSET (RFC 3030, 2).
      if (!lmtp && !answer.positive() && !message.data_said) message.complete = false;
      return true;
    }
    default:
      return true;
  }
}

/// No more is said or heard of it: what is open has this outcome.
void Sending::settle(Message& message, Outcome outcome) {
  for (Outcome& one : message.outcomes) {
    if (one == Outcome::open) one = outcome;
  }
  message.over = true;
  ++answered_;
}

void Sending::conclude() {
  for (Message& message : messages_) {
    for (Outcome& one : message.outcomes) {
      if (one == Outcome::open) one = message.complete ? Outcome::unknown : Outcome::unsent;
    }
  }
}

}  // namespace heloport::duet
