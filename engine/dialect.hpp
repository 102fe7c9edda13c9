#pragma once
// A dialect is data: what the server says, what it lets pass, and which extensions are on.

#include <string_view>

#include "engine/extensions/extension.hpp"
#include "engine/reply.hpp"
#include "grammar/command.hpp"

namespace heloport::engine {

/// Framing is no part of it: in every dialect only CRLF ends a line and only CRLF.CRLF the data.
struct Dialect {
  std::string_view name;
  ReplyTable replies;
  grammar::Leniency leniency = grammar::Leniency::none;
  ExtensionSet extensions;
  bool announces = true;          // EHLO lists the extensions
  bool closes_after_quit = true;  // RFC 5321, 4.1.1.10; the simple dialect stays open
  bool file_name_line = false;    // the data begin with `FILENAME: name`
  /// Whoever stores the message adds Return-Path and Received (RFC 5321, 4.4), or with false only
  /// From and To, as the documented sessions show.
  bool trace_fields = true;

  const Reply& says(Say what) const { return replies[static_cast<std::size_t>(what)]; }
};

extern const Dialect standard;   // RFC 5321, every extension on; the default
extern const Dialect simple;     // the documented sessions 2 to 4
extern const Dialect reference;  // the documented session 1

/// The dialect of that name; null when there is none.
const Dialect* dialect_named(std::string_view name);

/// The dialect that a client speaks to a server with this greeting text.
const Dialect& dialect_of_greeting(std::string_view text);

}  // namespace heloport::engine
