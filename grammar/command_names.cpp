// The verbs as they are spelled on the wire.

#include "grammar/command.hpp"

namespace heloport::grammar {

std::string_view name_of(Verb verb) {
  switch (verb) {
    case Verb::ehlo:
      return "EHLO";
    case Verb::helo:
      return "HELO";
    case Verb::lhlo:
      return "LHLO";
    case Verb::mail:
      return "MAIL";
    case Verb::rcpt:
      return "RCPT";
    case Verb::data:
      return "DATA";
    case Verb::bdat:
      return "BDAT";
    case Verb::rset:
      return "RSET";
    case Verb::vrfy:
      return "VRFY";
    case Verb::expn:
      return "EXPN";
    case Verb::help:
      return "HELP";
    case Verb::noop:
      return "NOOP";
    case Verb::quit:
      return "QUIT";
    case Verb::starttls:
      return "STARTTLS";
    case Verb::auth:
      return "AUTH";
    case Verb::etrn:
      return "ETRN";
    case Verb::xclient:
      return "XCLIENT";
    case Verb::xforward:
      return "XFORWARD";
    case Verb::send:
      return "SEND";
    case Verb::soml:
      return "SOML";
    case Verb::saml:
      return "SAML";
    case Verb::turn:
      return "TURN";
    case Verb::list:
      return "LIST";
    case Verb::read:
      return "READ";
    case Verb::unknown:
      return "";
  }
  return "";
}

}  // namespace heloport::grammar
