// See pure_recogniser.hpp. No action, no leniency, and UTF-8 in place.

#include "tests/grammar/pure_recogniser.hpp"

namespace heloport::test {
namespace {

%%{
  machine pure;
  include rfc3629_utf8 "abnf/rfc3629_utf8.rl";
  include rfc5321_command "abnf/rfc5321_command.rl";
  include simple_dialect "abnf/simple_dialect.rl";
  include rfc5321_reply "abnf/rfc5321_reply.rl";
  include transcript_notation "abnf/transcript_notation.rl";
  include proxy_v1 "abnf/proxy_v1.rl";
  include rfc5802_scram "abnf/rfc5802_scram.rl";
  getkey static_cast<unsigned char>(*p);

  a_command := command;
  a_listing := (list | read) command_end;
  a_mailbox := Mailbox | "<" Mailbox ">";
  a_domain  := Domain | address_literal;
  a_reply   := Reply_line;
  a_greeting := Greeting_line;
  an_ehlo   := ehlo_line;
  a_line    := transcript_line;
  a_proxy_line := proxy_line;
  a_client_first := client_first_message;
  a_server_first := server_first_message;
  a_client_final := client_final_message;
  a_server_final := server_final_message;
}%%

%% write data noerror;

bool accepts(int start, std::string_view text) {
  const char* p = text.data();
  const char* const pe = p + text.size();
  int cs = start;
  %% write exec;
  return cs >= pure_first_final;
}

}  // namespace

bool pure_command(std::string_view line) { return accepts(pure_en_a_command, line); }
bool pure_simple_listing(std::string_view line) { return accepts(pure_en_a_listing, line); }
bool pure_mailbox(std::string_view text) { return accepts(pure_en_a_mailbox, text); }
bool pure_domain(std::string_view text) { return accepts(pure_en_a_domain, text); }
bool pure_reply_line(std::string_view line) { return accepts(pure_en_a_reply, line); }
bool pure_greeting_line(std::string_view line) { return accepts(pure_en_a_greeting, line); }
bool pure_ehlo_line(std::string_view text) { return accepts(pure_en_an_ehlo, text); }
bool pure_transcript_line(std::string_view text) { return accepts(pure_en_a_line, text); }
bool pure_proxy_line(std::string_view line) { return accepts(pure_en_a_proxy_line, line); }
bool pure_client_first(std::string_view text) { return accepts(pure_en_a_client_first, text); }
bool pure_server_first(std::string_view text) { return accepts(pure_en_a_server_first, text); }
bool pure_client_final(std::string_view text) { return accepts(pure_en_a_client_final, text); }
bool pure_server_final(std::string_view text) { return accepts(pure_en_a_server_final, text); }

}  // namespace heloport::test
