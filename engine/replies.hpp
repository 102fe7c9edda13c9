#pragma once
// A table of replies is made from rows, and checked to be complete when it is compiled.

#include <initializer_list>
#include <string_view>

#include "engine/reply.hpp"

namespace heloport::engine {

struct ReplyRow {
  Say what;
  Reply reply;
};

/// A table in which `rows` replace those of `base`.
constexpr ReplyTable replies_over(const ReplyTable& base, std::initializer_list<ReplyRow> rows) {
  ReplyTable table = base;
  for (const ReplyRow& row : rows) table[static_cast<std::size_t>(row.what)] = row.reply;
  return table;
}

/// Every reply is there, its code has the digits of RFC 5321, 4.2, and its enhanced code, where
/// it has one, is of the same class (RFC 2034, 4).
constexpr bool well_formed(const ReplyTable& table) {
  for (const Reply& reply : table) {
    if (reply.code < 200 || reply.code > 559 || reply.code / 10 % 10 > 5) return false;
    if (!reply.enhanced.empty() && reply.enhanced.front() != '0' + reply.code / 100) return false;
  }
  return true;
}

}  // namespace heloport::engine
