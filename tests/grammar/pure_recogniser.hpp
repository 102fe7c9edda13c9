#pragma once
// Machines of nothing but the pure grammar files, to hold the parsers against.

#include <string_view>

namespace heloport::test {

bool pure_command(std::string_view line);         // RFC 5321, 4.1.1, CRLF included
bool pure_simple_listing(std::string_view line);  // LIST and READ of the simple dialect
bool pure_mailbox(std::string_view text);
bool pure_domain(std::string_view text);
bool pure_reply_line(std::string_view line);  // RFC 5321, 4.2, CRLF included
bool pure_greeting_line(std::string_view line);
bool pure_ehlo_line(std::string_view text);
bool pure_transcript_line(std::string_view text);
bool pure_proxy_line(std::string_view line);    // CRLF included
bool pure_client_first(std::string_view text);  // the messages of SCRAM, RFC 5802, 7
bool pure_server_first(std::string_view text);
bool pure_client_final(std::string_view text);
bool pure_server_final(std::string_view text);

}  // namespace heloport::test
