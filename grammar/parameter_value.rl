// is_value_of(): one machine with a start state for each parameter.

#include "grammar/parameter_value.hpp"

#include <array>

#include "grammar/path.hpp"
#include "grammar/xtext.hpp"

namespace heloport::grammar {
namespace {

%%{
  machine parameter_value;
  include rfc3629_utf8 "abnf/rfc3629_utf8.rl";
  include rfc1870_size "abnf/rfc1870_size.rl";
  include rfc2852_deliverby "abnf/rfc2852_deliverby.rl";
  include rfc3461_dsn "abnf/rfc3461_dsn.rl";
  include rfc4865_futurerelease "abnf/rfc4865_futurerelease.rl";
  include rfc6152_body "abnf/rfc6152_body.rl";
  include rfc6710_priority "abnf/rfc6710_priority.rl";
  getkey static_cast<unsigned char>(*p);

  size      := size_value;
  body      := body_value;
  ret       := ret_value;
  envid     := envid_value;
  notify    := notify_value;
  orcpt     := orcpt_value;
  by        := by_value;
  holdfor   := holdfor_value;
  holduntil := holduntil_value;
  priority  := priority_value;
}%%

%% write data noerror;

bool accepts(int start, std::string_view value) {
  const char* p = value.data();
  const char* const pe = p + value.size();
  int cs = start;
  %% write exec;
  return cs >= parameter_value_first_final;
}

// RFC 4954, 5: the mailbox of AUTH= stands without brackets, and `<>` is a word of its own.
bool is_auth_value(std::string_view value) {
  std::array<char, 512> room;  // RFC 4954, 3: the parameter is at most 500 octets
  const std::optional<std::string_view> decoded = decode_xtext(value, room);
  if (!decoded) return false;
  return *decoded == "<>" || (!decoded->starts_with('<') && !parse_mailbox(*decoded).is_null);
}

}  // namespace

bool is_value_of(ValueOf parameter, std::string_view value) {
  switch (parameter) {
    case ValueOf::size: return accepts(parameter_value_en_size, value);
    case ValueOf::body: return accepts(parameter_value_en_body, value);
    case ValueOf::ret: return accepts(parameter_value_en_ret, value);
    case ValueOf::envid: return accepts(parameter_value_en_envid, value);
    case ValueOf::notify: return accepts(parameter_value_en_notify, value);
    case ValueOf::orcpt: return accepts(parameter_value_en_orcpt, value);
    case ValueOf::auth: return is_auth_value(value);
    case ValueOf::by: return accepts(parameter_value_en_by, value);
    case ValueOf::holdfor: return accepts(parameter_value_en_holdfor, value);
    case ValueOf::holduntil: return accepts(parameter_value_en_holduntil, value);
    case ValueOf::mt_priority: return accepts(parameter_value_en_priority, value);
  }
  return false;
}

}  // namespace heloport::grammar
