// The table of dialogues: what a tester of any SMTP server would try, a row for each subject. See
// script_dialogues.hpp.

#include "fuzz/script_dialogues.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string>

namespace heloport::fuzz {
namespace {

using engine::ExtensionId;
using engine::MechanismId;
using Words = std::span<const std::string_view>;

/// One event of a dialogue, and what of it is left to chance.
struct Part {
  EventKind kind = EventKind::octets;
  std::uint8_t a = 0;
  std::uint8_t b = 0;
  std::size_t b_choices = 0;   // b is any of so many; 0: it is b
  Words words{};               // one of them is said
  std::size_t octets_max = 0;  // where there are no words: any number of octets up to it
  bool maybe = false;          // half of the time it is left out
};

constexpr Part maybe(Part part) {
  part.maybe = true;
  return part;
}
constexpr Part any_of(Words words) {
  return {.words = words};
}
template <class Value>
constexpr Part set(Setting setting, Value value) {
  return {.kind = EventKind::setting,
          .a = static_cast<std::uint8_t>(setting),
          .b = static_cast<std::uint8_t>(value)};
}
constexpr Part set(Setting setting) {
  return set(setting, 0);
}
constexpr Part set_any(Setting setting, std::size_t choices) {
  return {
      .kind = EventKind::setting, .a = static_cast<std::uint8_t>(setting), .b_choices = choices};
}
constexpr Part provide(ExtensionId id) {
  return set(Setting::provide, id);
}
constexpr Part reject(Asked about) {
  return {.kind = EventKind::answer,
          .a = static_cast<std::uint8_t>(about),
          .b = static_cast<std::uint8_t>(Answer::Kind::reject)};
}
constexpr Part answer_any(Asked about) {
  return {
      .kind = EventKind::answer, .a = static_cast<std::uint8_t>(about), .b_choices = answer_kinds};
}

// Words. Lines that are tokens too are written as they stand there, so that a script stays short.

constexpr std::array ehlos{std::string_view("EHLO client.example.org\r\n")};
constexpr std::array lhlos{std::string_view("LHLO client.example.org\r\n")};
constexpr std::array hellos{ehlos[0], lhlos[0], std::string_view("HELO client.example.org\r\n")};

constexpr std::array plain_mails{std::string_view("MAIL FROM:<ann@example.org>\r\n")};
constexpr std::array mails{
    plain_mails[0],
    std::string_view("MAIL FROM:<>\r\n"),
    std::string_view("MAIL FROM:<ann@example.org> BODY=8BITMIME\r\n"),
    std::string_view("MAIL FROM:<ann@example.org> BODY=BINARYMIME\r\n"),
    std::string_view("MAIL FROM:<ann@example.org> SMTPUTF8\r\n"),
    std::string_view("MAIL FROM:<j\xc3\xbcrgen@example.org> SMTPUTF8 BODY=BINARYMIME\r\n"),
    std::string_view("MAIL FROM:<j\xc3\xbcrgen@example.org>\r\n"),
    std::string_view("MAIL FROM:<ann@example.org> SIZE=64\r\n"),
    std::string_view("MAIL FROM:<ann@example.org> RET=HDRS ENVID=id+2B1\r\n"),
    std::string_view("MAIL FROM:<ann@example.org> REQUIRETLS\r\n"),
};

// What a MAIL can declare, and the next one does not.
constexpr auto declarations = Words(mails).subspan(2);

constexpr std::array plain_rcpts{std::string_view("RCPT TO:<bob@example.org>\r\n")};
constexpr std::array rcpts{
    plain_rcpts[0],
    std::string_view("RCPT TO:<j\xc3\xbcrgen@example.org>\r\n"),
    std::string_view("RCPT TO:<Postmaster>\r\n"),
    std::string_view("RCPT TO:<bob@example.org> NOTIFY=NEVER ORCPT=rfc822;bob@example.org\r\n"),
};

// A message in any of its forms, good and foul.
constexpr std::array messages{
    std::string_view("DATA\r\nSubject: one\r\n\r\nText\r\n.\r\n"),
    std::string_view("DATA\r\n.\r\n"),
    std::string_view("DATA\r\n..\r\n.\r\n"),
    std::string_view("DATA\r\none\ntwo\r\n.\r\n"),
    std::string_view("BDAT 5 LAST\r\n12345"),
    std::string_view("BDAT 5\r\n12345BDAT 0 LAST\r\n"),
    std::string_view("BDAT 3 LAST\r\n1\n3"),
    std::string_view("BDAT 3\r\n1\r3BDAT 5 LAST\r\n\r\n.\r\n"),
};

// What ends a transaction.
constexpr std::array ends{std::string_view("RSET\r\n"), ehlos[0],
                          std::string_view("DATA\r\nText\r\n.\r\n"),
                          std::string_view("BDAT 5 LAST\r\n12345")};

constexpr std::array starttls_lines{std::string_view("STARTTLS\r\n")};
constexpr std::array xclients{
    std::string_view("XCLIENT NAME=client.example.org ADDR=192.0.2.1\r\n"),
    std::string_view("XCLIENT LOGIN=ann\r\n"),
};

constexpr std::array etrns{
    std::string_view("ETRN example.org\r\n"),
    std::string_view("ETRN @example.org\r\n"),
    std::string_view("ETRN #queue\r\n"),
    std::string_view("ETRN example\r\n"),
};
constexpr std::array xforwards{
    std::string_view("XFORWARD NAME=client.example.org\r\n"),
    std::string_view("XFORWARD ADDR=192.0.2.1 PORT=25 HELO=a SOURCE=REMOTE\r\n"),
};

constexpr std::array scram{std::string_view("AUTH SCRAM-SHA-256 biws\r\n")};
constexpr std::array auths{
    scram[0],
    std::string_view("AUTH SCRAM-SHA-256\r\n"),
    std::string_view("AUTH SCRAM-SHA-256 =\r\n"),
    std::string_view("AUTH SCRAM-SHA-256 biwsY\r\n"),
    std::string_view("AUTH PLAIN AGFubgBzZWNyZXQ=\r\n"),
    std::string_view("AUTH PLAIN\r\n"),
    std::string_view("AUTH LOGIN\r\n"),
    std::string_view("AUTH EXTERNAL =\r\n"),
};
// Base64 with every kind of end, and what is none.
constexpr std::array responses{
    std::string_view("YW5u\r\n"),     std::string_view("YW4=\r\n"),   std::string_view("YQ==\r\n"),
    std::string_view("\r\n"),         std::string_view("=\r\n"),      std::string_view("*\r\n"),
    std::string_view("YW5uY\r\n"),    std::string_view("YW5uYW\r\n"), std::string_view("YR==\r\n"),
    std::string_view("YQ==YW5u\r\n"), std::string_view("YW 5u\r\n"),  std::string_view("QUIT\r\n"),
};

// Every verb, bare and with what it takes or does not take.
constexpr std::array commands{
    plain_mails[0],
    plain_rcpts[0],
    ehlos[0],
    starttls_lines[0],
    scram[0],
    xclients[0],
    std::string_view("DATA\r\n"),
    std::string_view("BDAT 5 LAST\r\n12345"),
    std::string_view("RSET\r\n"),
    std::string_view("RSET now\r\n"),
    std::string_view("NOOP\r\n"),
    std::string_view("NOOP now\r\n"),
    std::string_view("VRFY bob\r\n"),
    std::string_view("VRFY bob SMTPUTF8\r\n"),
    std::string_view("EXPN list\r\n"),
    std::string_view("HELP\r\n"),
    std::string_view("HELP MAIL\r\n"),
    std::string_view("ETRN example.org\r\n"),
    std::string_view("XFORWARD NAME=client.example.org\r\n"),
    std::string_view("XLIST <bob@example.org>\r\n"),
    std::string_view("XREAD <bob@example.org> a.txt\r\n"),
    std::string_view("LIST EMAILS: bob@example.org\r\n"),
    std::string_view("READ EMAIL: bob@example.org: a.txt\r\n"),
    std::string_view("QUIT\r\n"),
};

// Counts at the ends of the types that a server may keep them in, and what is no count.
constexpr std::array counts{
    std::string_view("BDAT 255 LAST\r\n"),
    std::string_view("BDAT 256\r\n"),
    std::string_view("BDAT 65536\r\n"),
    std::string_view("BDAT 2147483648\r\n"),
    std::string_view("BDAT 4294967296\r\n"),
    std::string_view("BDAT 4294967301 LAST\r\n"),
    std::string_view("BDAT 9223372036854775808\r\n"),
    std::string_view("BDAT 18446744073709551615\r\n"),
    std::string_view("BDAT 18446744073709551616 LAST\r\n"),
    std::string_view("BDAT 00005 LAST\r\n"),
    std::string_view("BDAT -1\r\n"),
    std::string_view("BDAT +5\r\n"),
    std::string_view("BDAT 5 FIRST\r\n"),
    std::string_view("BDAT\r\n"),
};

constexpr std::array file_names{
    std::string_view("FILENAME: a.txt\r\n"),
    std::string_view("filename:a.txt\r\n"),
    std::string_view("FILENAME:\r\n"),
    std::string_view("FILENAME: a\tb\r\n"),
    std::string_view("FILE\r\n"),
};

// What some server has taken for the end of data.
constexpr std::array false_ends{
    std::string_view("\n.\n"),   std::string_view("\n.\r\n"), std::string_view("\r.\r\n"),
    std::string_view("\r\n.\n"), std::string_view("\r\n.\r"), std::string_view(".\r\r\n"),
    std::string_view("\r.\r"),   std::string_view(". \r\n"),  std::string_view("..\r\n"),
};

constexpr std::array data_lines{std::string_view("DATA\r\n")};
constexpr std::array texts{std::string_view("Subject: one\r\n\r\n"), std::string_view("Text\r\n"),
                           std::string_view("\r\n")};
constexpr std::array dots{std::string_view(".\r\n")};
constexpr std::array five{std::string_view("12345")};

// Parts.

constexpr Part ehlo = any_of(ehlos);
constexpr Part lhlo = any_of(lhlos);
constexpr Part any_hello = any_of(hellos);
constexpr Part mail = any_of(plain_mails);
constexpr Part any_mail = any_of(mails);
constexpr Part rcpt = any_of(plain_rcpts);
constexpr Part any_rcpt = any_of(rcpts);
constexpr Part data = any_of(data_lines);
constexpr Part text = any_of(texts);
constexpr Part dot = any_of(dots);
constexpr Part any_message = any_of(messages);
constexpr Part any_end = any_of(ends);
constexpr Part any_command = any_of(commands);
constexpr Part chunk{.kind = EventKind::chunk, .octets_max = 20};
constexpr Part last_chunk{.kind = EventKind::chunk, .a = 1, .octets_max = 20};
constexpr Part starttls = any_of(starttls_lines);
constexpr Part handshake{.kind = EventKind::tls};
constexpr Part login = any_of(scram);
constexpr Part any_auth = any_of(auths);
constexpr Part any_response = any_of(responses);
constexpr Part with_scram = set(Setting::mechanism, scram_row);
constexpr Part with_any_mechanism = set_any(Setting::mechanism, engine::mechanisms.size());
constexpr Part with_starttls = provide(ExtensionId::starttls);
constexpr Part any_dialect = set_any(Setting::dialect, 3);

struct Dialogue {
  std::string_view subject;
  std::vector<Part> parts;
};

const std::vector<Dialogue>& dialogues() {
  static const std::vector<Dialogue> table{
      {"a message", {ehlo, mail, rcpt, maybe(rcpt), data, text, dot}},
      {"the next message", {any_mail, any_rcpt, maybe(any_rcpt), any_message, any_command}},
      {"chunks", {ehlo, any_mail, rcpt, chunk, maybe(chunk), last_chunk, any_command}},
      {"the count of a chunk", {ehlo, mail, rcpt, any_of(counts), any_of(five), any_command}},
      {"what MAIL declared ends with its transaction",
       {ehlo, any_of(declarations), maybe(any_rcpt), any_end, mail, any_rcpt, any_message}},
      {"a message that is given up between its chunks",
       {ehlo, any_mail, rcpt, chunk, any_command, maybe(any_end), any_mail, any_rcpt, chunk,
        any_message}},
      {"a second hello", {any_hello, maybe(any_mail), any_hello, any_mail, any_rcpt, any_message}},
      {"LMTP", {set(Setting::lmtp), lhlo, any_mail, any_rcpt, rcpt, maybe(any_rcpt), any_message}},
      {"LMTP, and not every verdict is good",
       {set(Setting::lmtp), answer_any(Asked::end), maybe(answer_any(Asked::end)), lhlo, mail, rcpt,
        rcpt, maybe(rcpt), any_message, any_command}},
      {"any command", {maybe(ehlo), any_command, any_command, any_command}},
      {"any extension",
       {set_any(Setting::provide, static_cast<std::size_t>(ExtensionId::count)),
        maybe(set(Setting::trusted)), ehlo, any_command, any_mail, any_rcpt}},
      {"an answer that is no yes",
       {answer_any(Asked::verify), answer_any(Asked::sender), ehlo, any_command, any_mail, any_rcpt,
        any_message}},
      {"recipients that are refused",
       {reject(Asked::recipient), maybe(reject(Asked::recipient)), ehlo, mail, rcpt, any_rcpt,
        any_message, any_command}},
      {"a refused message",
       {answer_any(Asked::begin), answer_any(Asked::end), ehlo, mail, rcpt, any_message,
        any_command, any_message}},
      {"STARTTLS", {with_starttls, maybe(ehlo), starttls, handshake, maybe(ehlo), any_command}},
      {"nothing that was said in clear counts inside TLS",
       {with_starttls, with_scram, ehlo, maybe(login), starttls, handshake, maybe(ehlo),
        any_command, any_mail}},
      {"TLS is required",
       {set(Setting::require_tls), maybe(with_starttls), ehlo, any_command, any_mail}},
      {"a login is required",
       {set(Setting::require_auth), with_scram, ehlo, maybe(any_auth), any_command, any_mail}},
      {"a login",
       {with_any_mechanism, maybe(set(Setting::implicit_tls)), ehlo, any_auth, any_response,
        any_command, any_mail}},
      {"a login that is refused",
       {answer_any(Asked::auth), with_any_mechanism, maybe(set(Setting::implicit_tls)), ehlo,
        any_auth, any_auth, any_command}},
      {"challenges and responses",
       {set(Setting::challenges), with_scram, ehlo, any_auth, any_response, any_response,
        maybe(any_response), any_command}},
      {"another client",
       {set(Setting::trusted), provide(ExtensionId::xclient), with_scram, ehlo, maybe(login),
        any_of(xclients), maybe(ehlo), any_command, any_mail}},
      {"another server",
       {set(Setting::trusted), provide(ExtensionId::etrn), provide(ExtensionId::xforward), ehlo,
        any_of(etrns), any_of(xforwards), any_mail}},
      {"the name of a file",
       {any_dialect, ehlo, mail, rcpt, data, any_of(file_names), any_of(file_names), text, dot}},
      {"what is no end of data",
       {maybe(set(Setting::normalise)), ehlo, mail, rcpt, data, text, any_of(false_ends), any_mail,
        dot, any_command}},
      {"mail that is read", {set(Setting::local), any_dialect, ehlo, any_command, any_command}},
  };
  return table;
}

Event event_of(const Part& part, Chance& chance) {
  std::string octets;
  if (!part.words.empty()) octets = part.words[chance.below(part.words.size())];
  if (part.kind == EventKind::octets) return said(octets);
  if (part.octets_max != 0) octets.assign(chance.below(part.octets_max + 1), 'x');
  const std::uint32_t any = chance.below(part.b_choices);
  return {.kind = part.kind,
          .a = part.a,
          .b = part.b_choices == 0 ? part.b : static_cast<std::uint8_t>(any),
          .text = std::move(octets)};
}

}  // namespace

Event said(std::string_view octets) {
  const std::vector<std::string>& known = tokens();
  const auto at = std::find(known.begin(), known.end(), octets);
  if (at == known.end()) return {.kind = EventKind::octets, .text = std::string(octets)};
  return {.kind = EventKind::token, .a = static_cast<std::uint8_t>(at - known.begin())};
}

std::size_t dialogue_count() {
  return dialogues().size();
}

Events dialogue(std::size_t number, Chance& chance) {
  Events events;
  for (const Part& part : dialogues()[number].parts) {
    if (part.maybe && chance.coin()) continue;
    events.push_back(event_of(part, chance));
  }
  return events;
}

}  // namespace heloport::fuzz
