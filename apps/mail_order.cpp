// See mail_order.hpp.

#include "apps/mail_order.hpp"

#include <algorithm>

#include "apps/mime.hpp"
#include "engine/body_encoder.hpp"
#include "grammar/parameters.hpp"

namespace heloport::apps {
namespace {

using engine::ExtensionId;

bool offers(const engine::ClientSession& session, ExtensionId id) {
  return session.offered().has(id);
}

bool needs_smtputf8(const Letter& letter) {
  return has_eight_bit(letter.from) ||
         std::any_of(letter.to.begin(), letter.to.end(), has_eight_bit);
}

// DATA would end the last line, a chunk ends nothing; and the same mail is to arrive either way.
std::string whole_lines(std::string text) {
  if (!text.empty() && !text.ends_with("\r\n")) text += "\r\n";
  return text;
}

WireContent composed(const MailOrder& order, const engine::ClientSession& session) {
  WireContent content;
  content.smtputf8 = needs_smtputf8(order.letter);
  const bool eight_bit = offers(session, ExtensionId::eightbitmime);
  content.octets =
      whole_lines(compose(order.letter, transfer_for(order.letter.content, eight_bit)));
  if (has_eight_bit(content.octets)) content.body = engine::BodyType::eight_bit_mime;
  return content;
}

// The header, its last line end included; all of it where there is no body.
std::string_view header_of(std::string_view message) {
  const std::size_t end = message.find("\r\n\r\n");
  return end == std::string_view::npos ? message : message.substr(0, end + 2);
}

bool is_mime(std::string_view header) {
  constexpr std::string_view field = "mime-version:";
  for (std::size_t at = 0; at < header.size(); at = header.find('\n', at) + 1) {
    if (grammar::equal_ignoring_case(header.substr(at, field.size()), field)) return true;
    if (header.find('\n', at) == std::string_view::npos) break;
  }
  return false;
}

// Octets over 127 in a header are UTF-8 and need SMTPUTF8 (RFC 6531, 3.4), those in a body MIME
// that says what they are (RFC 5321, 2.4) and 8BITMIME. Why they cannot go; empty: they can.
std::string take_eight_bits(WireContent& content, const engine::ClientSession& session) {
  const std::string_view header = header_of(content.octets);
  if (has_eight_bit(header)) {
    if (!is_utf8(header)) return "the header holds octets over 127 that are no UTF-8";
    content.smtputf8 = true;
  }
  if (!offers(session, ExtensionId::eightbitmime)) {
    return "the message holds octets over 127, and the server does not offer 8BITMIME";
  }
  if (!is_mime(header)) {
    return "the message holds octets over 127, and no MIME-Version field is there to say which";
  }
  content.body = engine::BodyType::eight_bit_mime;
  return {};
}

// What is no text must not be called one: it goes as BINARYMIME, octet for octet (RFC 3030, 3).
std::variant<WireContent, std::string> as_it_is(const MailOrder& order,
                                                const engine::ClientSession& session) {
  WireContent content;
  content.smtputf8 = needs_smtputf8(order.letter);
  content.octets = whole_lines(with_crlf(*order.message));
  if (!engine::BodyEncoder::can_send(content.octets)) {
    if (!offers(session, ExtensionId::binarymime) || !offers(session, ExtensionId::chunking)) {
      return "the message holds a NUL or a CR without LF, and the server does not offer BINARYMIME";
    }
    // RFC 3030, 3: the header is lines all the same.
    const std::string_view header =
        std::string_view(*order.message).substr(0, order.message->find("\r\n\r\n"));
    if (with_crlf(header) != header) {
      return "the message is no text, and lines of its header end in LF alone; write CRLF there";
    }
    content.octets = *order.message;
    content.body = engine::BodyType::binary_mime;
  } else if (has_eight_bit(content.octets)) {
    if (std::string why = take_eight_bits(content, session); !why.empty()) return why;
  }
  return content;
}

}  // namespace

std::variant<WireContent, std::string> content_for(const MailOrder& order,
                                                   const engine::ClientSession& session) {
  // The simple dialect takes it as the user gave it; elsewhere it becomes a message.
  WireContent content;
  if (session.dialect().file_name_line) {
    content.octets = order.message ? with_crlf(*order.message) : order.letter.content;
  } else if (order.message) {
    return as_it_is(order, session);
  } else {
    content = composed(order, session);
  }
  if (!engine::BodyEncoder::can_send(content.octets)) {
    return "the content holds a NUL or a CR without LF, which this server cannot take";
  }
  return content;
}

engine::MailOptions mail_options(const MailOrder& order, const WireContent& content) {
  engine::MailOptions options;
  options.size_octets = content.octets.size();
  if (content.body != engine::BodyType::seven_bit) options.body = content.body;
  options.smtputf8 = content.smtputf8;
  options.ret = order.ret;
  options.envid = order.envid;
  options.requiretls = order.requiretls;
  return options;
}

}  // namespace heloport::apps
