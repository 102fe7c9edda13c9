// See comparison.hpp.

#include "tests/grammar/comparison.hpp"

#include <optional>

#include "tests/grammar/reference_recogniser.hpp"

namespace heloport::test {
namespace {

using grammar::Command;
using grammar::Leniency;
using grammar::Path;
using grammar::Verb;

reference::Departures departures_of(Leniency allowed) {
  const auto has = [allowed](Leniency one) { return grammar::contains(allowed, one); };
  reference::Departures departures;
  departures.space_after_colon = has(Leniency::space_after_colon);
  departures.bare_path = has(Leniency::bare_path);
  departures.helo_literal = has(Leniency::helo_literal);
  departures.ehlo_trailing_text = has(Leniency::ehlo_trailing_text);
  departures.simple_listing = has(Leniency::simple_listing);
  return departures;
}

std::string_view name_of(grammar::DomainKind kind) {
  switch (kind) {
    case grammar::DomainKind::none:
      return "";
    case grammar::DomainKind::domain:
      return "domain";
    case grammar::DomainKind::ipv4:
      return "ipv4";
    case grammar::DomainKind::ipv6:
      return "ipv6";
  }
  return "?";
}

// Collects what differs, as `name: ours / theirs`.
class Differences {
 public:
  void compare(std::string_view name, std::string_view ours, std::string_view theirs) {
    if (ours == theirs) return;
    text_.append(name).append(": \"").append(ours).append("\" / \"").append(theirs).append("\"; ");
  }
  void compare_flag(std::string_view name, bool ours, bool theirs) {
    compare(name, ours ? "yes" : "no", theirs ? "yes" : "no");
  }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

void compare_paths(Differences& out, const Path& ours, const reference::Address& theirs) {
  out.compare("source route", ours.source_route, theirs.source_route);
  out.compare("local part", ours.local_part, theirs.local_part);
  out.compare("domain", ours.domain, theirs.domain);
  out.compare("kind", name_of(ours.domain_kind), theirs.kind);
  out.compare_flag("null", ours.is_null, theirs.null);
  out.compare_flag("postmaster", ours.is_postmaster, theirs.postmaster);
  out.compare_flag("beyond ASCII", ours.is_utf8, theirs.beyond_ascii);
  out.compare("mailbox", ours.mailbox, theirs.mailbox);
  const std::string_view text = theirs.postmaster ? theirs.local_part : theirs.mailbox;
  if (theirs.source_route.empty()) return out.compare("path", ours.text, text);
  const std::string with_route = std::string(theirs.source_route) + ":" + std::string(text);
  out.compare("path", ours.text, with_route);
}

void compare_parameters(Differences& out, const grammar::ParameterList& ours,
                        const reference::Parameters& theirs) {
  std::size_t count = 0;
  for (const grammar::Parameter parameter : ours) {
    if (count < theirs.size()) {
      const auto& [keyword, value] = theirs[count];
      out.compare("keyword", parameter.keyword, keyword);
      out.compare("value", parameter.value, value.value_or(""));
      out.compare_flag("has value", parameter.has_value, value.has_value());
    }
    ++count;
  }
  if (count == theirs.size()) return;
  out.compare("parameters", std::to_string(count), std::to_string(theirs.size()));
}

bool has_path(Verb verb) {
  switch (verb) {
    case Verb::mail:
    case Verb::rcpt:
    case Verb::send:
    case Verb::soml:
    case Verb::saml:
    case Verb::list:
    case Verb::read:
      return true;
    default:
      return false;
  }
}

}  // namespace

std::string command_difference(std::string_view line, Leniency allowed) {
  const Command ours = grammar::parse_command(line, allowed);
  const auto theirs = reference::recognise_command(line, departures_of(allowed));
  Differences out;
  out.compare_flag("accepted", ours.fault == grammar::SyntaxFault::none, theirs.has_value());
  if (ours.fault != grammar::SyntaxFault::none || !theirs) return out.take();
  out.compare("verb", grammar::name_of(ours.verb), theirs->verb);
  out.compare("argument", ours.argument, theirs->argument);
  out.compare("second argument", ours.second_argument, theirs->second_argument);
  out.compare_flag("SMTPUTF8", ours.smtputf8, theirs->smtputf8);
  if (has_path(ours.verb)) compare_paths(out, ours.path, theirs->address);
  compare_parameters(out, ours.parameters, theirs->parameters);
  return out.take();
}

std::string mailbox_difference(std::string_view text) {
  const Path ours = grammar::parse_mailbox(text);
  const auto theirs = reference::recognise_mailbox(text);
  Differences out;
  out.compare_flag("accepted", !ours.is_null, theirs.has_value());
  if (!ours.is_null && theirs) compare_paths(out, ours, *theirs);
  return out.take();
}

std::string domain_difference(std::string_view text) {
  Differences out;
  out.compare_flag("accepted", grammar::is_domain(text), reference::recognise_domain(text));
  return out.take();
}

}  // namespace heloport::test
