// The lines that a script can say by their number.

#include <array>

#include "fuzz/script.hpp"

namespace heloport::fuzz {

namespace {

// New ones go to the end: seeds name them by their place.
constexpr std::array lines{
    std::string_view("EHLO client.example.org\r\n"),
    std::string_view("MAIL FROM:<ann@example.org>\r\n"),
    std::string_view("RCPT TO:<bob@example.org>\r\n"),
    std::string_view("DATA\r\n"),
    std::string_view(".\r\n"),
    std::string_view("QUIT\r\n"),
    std::string_view("RSET\r\n"),
    std::string_view("NOOP\r\n"),
    std::string_view("HELO client.example.org\r\n"),
    std::string_view("LHLO client.example.org\r\n"),
    std::string_view("STARTTLS\r\n"),
    std::string_view("AUTH PLAIN AGFubgBzZWNyZXQ=\r\n"),
    std::string_view("AUTH LOGIN\r\n"),
    std::string_view("AUTH SCRAM-SHA-256 biws\r\n"),
    std::string_view("AUTH PLAIN =\r\n"),
    std::string_view("*\r\n"),
    std::string_view("VRFY bob\r\n"),
    std::string_view("EXPN list\r\n"),
    std::string_view("HELP\r\n"),
    std::string_view("ETRN example.org\r\n"),
    std::string_view("XCLIENT NAME=client.example.org ADDR=192.0.2.1\r\n"),
    std::string_view("XFORWARD NAME=client.example.org\r\n"),
    std::string_view("XLIST <bob@example.org>\r\n"),
    std::string_view("XREAD <bob@example.org> a.txt\r\n"),
    std::string_view("LIST EMAILS: bob@example.org\r\n"),
    std::string_view("READ EMAIL: bob@example.org: a.txt\r\n"),
    std::string_view("BDAT 5\r\n12345"),
    std::string_view("BDAT 5 LAST\r\n12345"),
    std::string_view("BDAT 0\r\n"),
    std::string_view("BDAT 0 LAST\r\n"),
    std::string_view("BDAT 18446744073709551615\r\n"),
    std::string_view("BDAT 18446744073709551616 LAST\r\n"),
    std::string_view("BDAT\r\n"),
    std::string_view("MAIL FROM:<>\r\n"),
    std::string_view("MAIL FROM:<ann@example.org> BODY=BINARYMIME\r\n"),
    std::string_view("MAIL FROM:<ann@example.org> BODY=8BITMIME SIZE=64 SMTPUTF8\r\n"),
    std::string_view("MAIL FROM:<ann@example.org> SIZE=99999999999\r\n"),
    std::string_view("MAIL FROM:<ann@example.org> RET=HDRS ENVID=id+2B1\r\n"),
    std::string_view("MAIL FROM:<ann@example.org> AUTH=<> BY=600;R MT-PRIORITY=-4\r\n"),
    std::string_view("MAIL FROM:<ann@example.org> HOLDFOR=60\r\n"),
    std::string_view("MAIL FROM:<ann@example.org> REQUIRETLS\r\n"),
    std::string_view("MAIL FROM: ann@example.org\r\n"),
    std::string_view("RCPT TO: bob@example.org\r\n"),
    std::string_view("RCPT TO:<bob@example.org> NOTIFY=NEVER ORCPT=rfc822;bob@example.org\r\n"),
    std::string_view("RCPT TO:<Postmaster>\r\n"),
    std::string_view("RCPT TO:<\"a b\\\"c\"@example.org>\r\n"),
    std::string_view("RCPT TO:<bob@[192.0.2.1]>\r\n"),
    std::string_view("RCPT TO:<bob@[IPv6:2001:db8::1]>\r\n"),
    std::string_view("RCPT TO:<@relay.example.org:bob@example.org>\r\n"),
    std::string_view("RCPT TO:<j\xc3\xbcrgen@example.org>\r\n"),
    std::string_view("Subject: one\r\n\r\n"),
    std::string_view("..\r\n"),
    std::string_view(".\n"),
    std::string_view("\n.\n"),
    std::string_view("\n.\r\n"),
    std::string_view("\r.\r"),
    std::string_view("\r\n.\r"),
    std::string_view("\r.\r\n"),
    std::string_view(".\r\r\n"),
    std::string_view("\r\n.\n"),
    std::string_view("\r\n"),
    std::string_view("\r"),
    std::string_view("\n"),
    std::string_view("FILENAME: hello\r\n"),
    std::string_view("TURN\r\n"),
    std::string_view("SEND FROM:<ann@example.org>\r\n"),
    std::string_view("XYZZY\r\n"),
    std::string_view("EHLO\r\n"),
    std::string_view("DATA x\r\n"),
    std::string_view("\xff\xfe\r\n"),
    std::string_view("NOOP\n"),
    std::string_view("NOOP\r"),
};

}  // namespace

const std::vector<std::string>& tokens() {
  static const std::vector<std::string> table(lines.begin(), lines.end());
  return table;
}

}  // namespace heloport::fuzz
