// What a server session tells of itself: the lines of EHLO and of HELP.

#include <array>

#include "engine/server_session.hpp"

namespace heloport::engine {
namespace {

std::string_view keyword_of(ExtensionId id) {
  for (const Extension& extension : all_extensions()) {
    if (extension.id == id) return extension.keyword;
  }
  return {};
}

}  // namespace

Standing ServerSession::standing() const {
  return {.limits = options_.limits,
          .mechanisms = options_.mechanisms,
          .tls = tls_,
          .client_certificate = client_certificate_,
          .authenticated = authenticated_,
          .may_list = peer_.may_list,
          .trusted = peer_.trusted};
}

// HELO is answered with one line (RFC 5321, 3.2), EHLO with a line for each extension.
void ServerSession::say_hello() {
  const Standing now = standing();
  const Extension* pending = nullptr;
  const Reply& hello = options_.dialect->says(Say::hello);
  const auto put = [&](bool last) {
    if (pending == nullptr) return replies_.line(hello, false, words({}), last);
    std::array<char, ehlo_line_octets_max> line;
    std::size_t size = pending->keyword.copy(line.data(), line.size());
    const std::span<char> room = std::span(line).subspan(size + 1);
    const std::size_t more = pending->announce == nullptr ? 0 : pending->announce(now, room).size();
    if (more > 0) line[size] = ' ';
    if (more > 0) size += more + 1;
    replies_.line(hello.code, {line.data(), size}, last);
  };
  const ExtensionSet shown = options_.dialect->announces ? offered_ : ExtensionSet{};
  for (const Extension& extension : all_extensions()) {
    if (!shown.has(extension.id)) continue;
    put(false);
    pending = &extension;
  }
  put(true);
}

// The list is made from the rules, so it never claims what is not there.
ServerSession::Outcome ServerSession::on_help(const grammar::Command&) {
  const Reply& reply = options_.dialect->says(Say::help);
  replies_.line(reply, enhanced(), words({}), false);
  std::array<char, 256> line;
  std::size_t size = enhanced() ? reply.enhanced.copy(line.data(), line.size()) : 0;
  const ExtensionSet there = offered_to(standing(), extensions_);
  for (const Rule& rule : rules()) {
    const bool private_verb = rule.verb == grammar::Verb::list || rule.verb == grammar::Verb::read;
    if (!speaks(rule.verb)) continue;
    if (rule.extension && !there.has(*rule.extension)) continue;
    if (size > 0) line[size++] = ' ';
    // As this dialect spells them, XLIST and XREAD.
    const std::string_view name =
        private_verb ? keyword_of(*rule.extension) : grammar::name_of(rule.verb);
    size += name.copy(line.data() + size, line.size() - size);
  }
  replies_.line(reply.code, {line.data(), size}, true);
  return std::nullopt;
}

}  // namespace heloport::engine
