#pragma once
// The command lines that are measured: one as it is usually seen for every verb, and the worst
// that the limits allow.

#include <array>
#include <string_view>

#include "grammar/command.hpp"

namespace heloport::bench {

struct CommandLine {
  std::string_view name;
  std::string_view line;
  grammar::Leniency leniency = grammar::Leniency::none;
};

inline constexpr std::array command_lines{
    CommandLine{"EHLO", "EHLO client.example.org\r\n"},
    CommandLine{"EHLO_literal", "EHLO [IPv6:2001:db8::1]\r\n"},
    CommandLine{"HELO", "HELO client.example.org\r\n"},
    CommandLine{"LHLO", "LHLO client.example.org\r\n"},
    CommandLine{"MAIL", "MAIL FROM:<bob@example.org>\r\n"},
    CommandLine{"MAIL_null", "MAIL FROM:<>\r\n"},
    CommandLine{"MAIL_parameters",
                "MAIL FROM:<bob@example.org> SIZE=1024 BODY=8BITMIME SMTPUTF8\r\n"},
    CommandLine{"MAIL_utf8", "MAIL FROM:<b\u00f6b@ex\u00e4mple.org> SMTPUTF8\r\n"},
    CommandLine{"RCPT", "RCPT TO:<alice@example.com>\r\n"},
    CommandLine{"RCPT_quoted", "RCPT TO:<\"alice \\\"a\\\" b\"@example.com>\r\n"},
    CommandLine{"DATA", "DATA\r\n"},
    CommandLine{"BDAT", "BDAT 86400 LAST\r\n"},
    CommandLine{"RSET", "RSET\r\n"},
    CommandLine{"VRFY", "VRFY alice\r\n"},
    CommandLine{"EXPN", "EXPN staff\r\n"},
    CommandLine{"HELP", "HELP MAIL\r\n"},
    CommandLine{"NOOP", "NOOP\r\n"},
    CommandLine{"QUIT", "QUIT\r\n"},
    CommandLine{"STARTTLS", "STARTTLS\r\n"},
    CommandLine{"AUTH", "AUTH PLAIN AGFsaWNlAHNlY3JldA==\r\n"},
    CommandLine{"ETRN", "ETRN example.com\r\n"},
    CommandLine{"LIST", "LIST EMAILS: bob@example.org\r\n", grammar::Leniency::simple_listing},
    CommandLine{"READ", "READ EMAIL: bob@example.org: project_info\r\n",
                grammar::Leniency::simple_listing},
    CommandLine{"unknown", "GET / HTTP/1.1\r\n"},
};

}  // namespace heloport::bench
