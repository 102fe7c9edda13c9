// The command line of heloport check: both ways round.

#include "apps/command_line.hpp"

namespace heloport::apps {
namespace {

constexpr const char* check_examples = R"(Examples:
  heloport check 127.0.0.1:2525                      the whole suite against a server
  heloport check mx.example.org:25 --rcpt bob@example.org rfc5321/4.1.1
  heloport check --exec "heloport serve --stdio --store discard:" smuggling
  heloport check --list rfc3030

Exit codes: 0 nothing is violated, 1 something is, 64 a wrong option or id, 65 a file or a
password that was given cannot be used, 66 a file cannot be read, 69 no server or client came,
or cases could not be judged, 71 a report cannot be written.)";

/// An option that may be repeated. It takes one word each time: what stands behind it is its own.
void add_repeatable(CLI::App& check, const char* name, std::vector<std::string>& texts,
                    const char* what, const char* type) {
  check.add_option(name, texts, what)->type_name(type)->take_all()->allow_extra_args(false);
}

void add_check_session(CLI::App& check, CheckOptions& wish) {
  add_repeatable(check, "--rcpt", wish.recipients, "a recipient that is accepted; may be repeated",
                 "ADDR");
  check
      .add_option_function<std::string>(
          "--from",
          [&wish](const std::string& from) {
            wish.from = from;
            wish.from_given = true;
          },
          "the sender; an empty one is the null path")
      ->type_name("ADDR");
  check.add_option("--hello", wish.hello_name, "how the suite calls itself")
      ->type_name("NAME")
      ->capture_default_str();
  check.add_option("--tls", wish.tls, "none, starttls or implicit")
      ->check(one_of({"none", "starttls", "implicit"}))
      ->type_name("HOW")
      ->capture_default_str();
  check.add_option("--auth", wish.user, "log in as this user before MAIL")->type_name("USER");
  add_password(check, wish.password);
  check.add_flag("--lmtp", wish.lmtp, "the server speaks LMTP");
}

/// Options of one way round are refused with the other.
void add_check_client(CLI::App& check, CheckOptions& both, ClientCheckOptions& wish) {
  auto* const flag =
      check.add_flag("--client", both.client, "the other way round: listen, and judge a client");
  for (const char* name :
       {"--exec", "--unix", "--rcpt", "--from", "--hello", "--tls", "--auth", "--password-file",
        "--password-env", "--lmtp", "--chunk", "--exhaustive", "--merge", "--against", "--exact"}) {
    flag->excludes(check.get_option(name));
  }
  const auto add_command_option = [&check, flag](const char* name, std::string& command,
                                                 const char* what) {
    check.add_option(name, command, what)->type_name("CMD")->needs(flag);
  };
  add_command_option("--run", wish.run, "the client: sends {message} from {from} to {rcpts}");
  add_command_option("--run-tls", wish.run_tls, "the same with STARTTLS demanded, trusting {ca}");
  add_command_option("--run-login", wish.run_login, "the same, logged in as {user}, {password}");
  add_command_option("--run-dsn", wish.run_dsn, "asks for a notification of success");
  check.add_option("--listen", wish.listen, "where the suite waits for the client")
      ->type_name("ADDR")
      ->needs(flag)
      ->capture_default_str();
}

void add_check_output(CLI::App& check, CheckOptions& wish) {
  const auto add_file = [&check](const char* name, std::string& path, const char* what) {
    check.add_option(name, path, what)->type_name("FILE");
  };
  check.add_flag("--quiet", wish.quiet, "show what is violated, and the counts");
  add_file("--json", wish.files.json, "the results as JSON; - is standard output");
  add_file("--tap", wish.files.tap, "... as TAP");
  add_file("--junit", wish.files.junit, "... as JUnit XML");
  add_file("--html", wish.files.html,
           "... as a page: a matrix of servers that opens into sessions");
  add_repeatable(check, "--merge", wish.files.merged,
                 "JSON of an earlier run, for the page; repeatable", "FILE");
  add_repeatable(check, "--name", wish.names, "what to call the server in reports; repeatable",
                 "TEXT");
  add_repeatable(check, "--against", wish.against,
                 "a further server: where do they differ? repeatable", "HOST:PORT");
  check.add_flag("--exact", wish.exact, "with several: 250 and 251 differ as well");
}

}  // namespace

void add_check(CLI::App& app, CheckOptions& wish, ClientCheckOptions& client) {
  CLI::App& check = add_command(app, "check", "judges any SMTP server by the RFCs", check_examples);
  check.add_option("WHAT", wish.words, "HOST:PORT, then ids of cases or of parts; none: all");
  auto* command = check.add_option("--exec", wish.command, "a command, on its stdin and stdout");
  command->type_name("CMD");
  check.add_option("--unix", wish.unix_path, "a Unix socket")->type_name("PATH")->excludes(command);
  check.add_flag("--list", wish.list, "show ids and titles");
  check.add_flag("--strict", wish.strict, "a SHOULD counts as a MUST");
  check.add_flag("--exhaustive", wish.exhaustive, "every end-of-data vector at every position");
  check.add_option("--cases", wish.cases, "take cases from a folder")->type_name("DIR");
  // Less makes a silent server of every one.
  check.add_option("--timeout", wish.timeout_seconds, "seconds to wait for a reply, 1 or more")
      ->check(fraction_within(1, 3600, "seconds"))
      ->type_name("S")
      ->capture_default_str();
  check.add_option("--jobs", wish.jobs, "sessions at one time")
      ->check(within(1, 256))
      ->type_name("N")
      ->capture_default_str();
  check.add_option("--chunk", wish.chunk_octets, "write in pieces of so many octets")
      ->check(within(0, 1'000'000))
      ->type_name("N");
  add_check_session(check, wish);
  add_check_output(check, wish);
  add_check_client(check, wish, client);
}

}  // namespace heloport::apps
