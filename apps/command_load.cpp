// The command line of heloport load.

#include "apps/command_line.hpp"

namespace heloport::apps {
namespace {

constexpr const char* load_examples = R"(Examples:
  heloport load 127.0.0.1:2525 -s 100 -m 100000      as fast as 100 sessions can, kept open
  heloport load 127.0.0.1:2525 -s 100 -m 100000 --pipelining --pid $(pgrep -xo heloport)
  heloport load unix:lmtp.sock --lmtp -r 10 -l 10k
  heloport load mx.example.org:25 --tls starttls --per-session 1 --duration 30
  heloport load mx.example.org:587 --tls starttls --user ann@example.org --password-file secret
  heloport load 127.0.0.1:2525 -s 50 --rate 2000 --duration 60 --export-html load.html
  heloport load --exec "heloport serve --stdio --store discard:" -s 4 --bdat

Every reply is verified. The mail is really sent: load servers that are yours. Ctrl-C ends it early
and tells what was measured; once more, at once.

Exit codes: 0 every message was accepted, 64 a wrong option or an address that cannot be found, 65
the user name or password cannot be said, 66 --pid names no process, or a file of secrets or
certificates cannot be read, 69 the server refused for good, does not offer what is asked for, or
TLS failed, 71 a report cannot be written, or the system allows fewer sessions, 75 the server is
not there, went, was silent for too long, or refused for now, 76 what it said is no right reply;
the reply and the command are shown, 77 the login was refused, or there is no safe one, 130 and
143 interrupted by SIGINT, SIGTERM.)";

void add_load_work(CLI::App& load, LoadOptions& wish) {
  load.add_option("-s,--sessions", wish.sessions, "sessions at one time")
      ->check(within(1, 100'000))
      ->type_name("N")
      ->capture_default_str();
  load.add_option("-m,--messages", wish.messages,
                  "messages in all; else 1000, or as many as fit into --duration")
      ->check(within(1, 1'000'000'000'000))
      ->type_name("N");
  load.add_option("-l,--size", wish.message_octets, "octets of a message, header included")
      ->transform(size_in_octets())
      ->check(within(2, std::uint64_t{1} << 30))
      ->type_name("SIZE")
      ->capture_default_str();
  load.add_option("-r,--recipients", wish.recipients, "recipients of a message")
      ->check(within(1, 10'000))
      ->type_name("N")
      ->capture_default_str();
}

void add_load_course(CLI::App& load, LoadOptions& wish) {
  load.add_option("--per-session", wish.session_mails,
                  "messages in a session, 1: a connection each; 0: sessions stay open")
      ->check(within(0, 1'000'000'000))
      ->type_name("N")
      ->capture_default_str();
  load.add_option("--duration", wish.duration_seconds, "begin nothing after so many seconds")
      ->check(fraction_within(0.001, 1'000'000, "seconds"))
      ->type_name("S");
  load.add_option("--rate", wish.messages_per_second,
                  "messages a second, however slow the server is: an open loop")
      ->check(fraction_within(0.001, 10'000'000, "messages a second"))
      ->type_name("R");
}

void add_load_manners(CLI::App& load, LoadOptions& wish) {
  auto* pipelining = load.add_flag("--pipelining", wish.pipelining,
                                   "the envelope in one write, behind the content before it");
  load.add_option("--ahead", wish.ahead,
                  "messages begun before the last is answered; over 1 needs --bdat")
      ->check(within(0, 1000))
      ->needs(pipelining)
      ->type_name("N")
      ->capture_default_str();
  load.add_flag("--bdat", wish.bdat, "BDAT instead of DATA");
  load.add_flag("--lmtp", wish.lmtp, "the server speaks LMTP");
}

void add_load_security(CLI::App& load, LoadOptions& wish) {
  load.add_option("--tls", wish.tls, "none, starttls or implicit; verified with --user or --tls-ca")
      ->check(one_of({"none", "starttls", "implicit"}))
      ->type_name("HOW")
      ->capture_default_str();
  load.add_option("--tls-ca", wish.tls_ca, "whom to believe, PEM; else the system's list")
      ->check(not_empty())
      ->type_name("FILE");
  load.add_option("--tls-name", wish.tls_name, "whose certificate; else the host of WHERE")
      ->check(not_empty())
      ->type_name("NAME");
  load.add_option("--user", wish.user, "each session logs in so; the password is asked for")
      ->check(not_empty())
      ->type_name("NAME");
  add_password(load, wish.password);
  load.add_flag("--tls-no-verify", wish.tls_no_verify, "believe any certificate with --user, too");
}

void add_load_words(CLI::App& load, LoadOptions& wish) {
  load.add_option("--from", wish.from, "the sender; <> is the null path")
      ->type_name("ADDR")
      ->capture_default_str();
  load.add_option("--rcpt", wish.rcpt, "the recipient; several are numbered before the @")
      ->type_name("ADDR")
      ->capture_default_str();
  load.add_option("--hello", wish.hello_name, "what to say in EHLO")
      ->check(not_empty())
      ->type_name("NAME")
      ->capture_default_str();
  load.add_option("--timeout", wish.timeout_seconds, "seconds to wait for a reply")
      ->check(fraction_within(1, 3600, "seconds"))
      ->type_name("S")
      ->capture_default_str();
}

}  // namespace

void add_load(CLI::App& app, LoadOptions& wish) {
  CLI::App& load =
      add_command(app, "load", "loads a server with mail, measures and verifies it", load_examples);
  auto* server =
      load.add_option("WHERE", wish.server, "HOST:PORT, [IPv6]:PORT or unix:PATH of the server");
  load.add_option("--exec", wish.command, "a command for each session, on its stdin and stdout")
      ->check(not_empty())
      ->type_name("CMD")
      ->excludes(server);
  add_load_work(load, wish);
  add_load_course(load, wish);
  add_load_manners(load, wish);
  add_load_security(load, wish);
  add_load_words(load, wish);
  load.add_option("--pid", wish.pid, "the server's process: what it and its children cost")
      ->check(within(1, 4'194'304))  // the most that Linux gives
      ->type_name("PID");
  load.add_option("--export-json", wish.json, "the figures as JSON; - is standard output")
      ->check(not_empty())
      ->type_name("FILE");
  load.add_option("--export-html", wish.html, "... as a page with plots")
      ->check(not_empty())
      ->type_name("FILE");
}

}  // namespace heloport::apps
