// The command line of heloport. CLI11 is seen here and in the command_*.cpp.

#include <CLI/CLI.hpp>

#include <algorithm>
#include <csignal>
#include <cstdint>
#include <exception>
#include <memory>
#include <string>
#include <vector>

#include "apps/check_client.hpp"
#include "apps/command_line.hpp"
#include "apps/console.hpp"
#include "apps/options.hpp"
#include "apps/suggest.hpp"
#include "apps/version.hpp"

namespace heloport::apps {
namespace {

constexpr const char* program_examples = R"(Examples:
  heloport serve --domain example.com --store directory:mailbox
  heloport send alice@example.com bob@example.com "See you at nine" meeting
  heloport list bob@example.com
  heloport read bob@example.com meeting
  heloport replay conformance/documented/*.smtp)";

constexpr const char* serve_examples = R"(Examples:
  heloport serve                                     any mail, from this machine only
  heloport serve --dialect simple --trace            the documented sessions, shown
  heloport serve --listen 0.0.0.0:2525 --listen unix:smtp.sock --domain example.com
  heloport serve --stdio --store maildir:mail        one session on stdin and stdout
  heloport serve --tls-cert cert.pem --tls-key key.pem --users users --require auth
  heloport serve --lmtp --listen unix:lmtp.sock --domain example.com)";

constexpr const char* send_examples = R"(Examples:
  heloport send alice@example.com bob@example.com "See you at nine" meeting
  heloport send alice@example.com bob@example.com,carol@example.com @report.txt report
  date | heloport send -v alice@example.com bob@example.com - today
  heloport send alice@example.com bob@example.com --data message.eml --tls starttls \
    --server 192.0.2.1:587 --tls-name mx.example.com \
    --user alice@example.com --password-file secret)";

constexpr const char* list_examples = R"(Example:
  heloport list bob@example.com)";

constexpr const char* read_examples = R"(Example:
  heloport read bob@example.com meeting)";

constexpr const char* replay_examples = R"(Examples:
  heloport replay session.smtp                       against the engine, in memory
  heloport replay --server 127.0.0.1:2525 *.smtp
  heloport replay --exec "heloport serve --stdio" session.smtp)";

constexpr const char* user_examples = R"(Examples:
  heloport user add bob@example.com                  asks for a password, twice
  heloport user passwd bob@example.com --password-file secret
  heloport user list --users /etc/heloport/users
  heloport user del bob@example.com)";

/// Every subcommand's wishes; the one that was given is carried out.
struct Wishes {
  bool verbose = false;
  ServeOptions serve;
  SendOptions send;
  ListOptions list;
  ReadOptions read;
  ReplayOptions replay;
  CheckOptions check;
  ClientCheckOptions check_client;
  LoadOptions load;
  UserOptions user;
};

/// Help that opens with examples: they are what most readers came for. A command keeps them in
/// its footer, so that the list of commands shows one line for each.
class ExamplesFirst : public CLI::Formatter {
 public:
  std::string make_description(const CLI::App* app) const override {
    return app->get_footer() + "\n\n" + CLI::Formatter::make_description(app);
  }
  std::string make_footer(const CLI::App*) const override { return ""; }
};

void add_serve_bounds(CLI::App& serve, ServeOptions& wish) {
  serve.add_option("--connections-max", wish.connections_max, "sessions at one time")
      ->check(within(1, 1'000'000))
      ->type_name("N")
      ->capture_default_str();
  serve
      .add_option("--loops", wish.loops,
                  "threads that serve connections; 0: one for every two cores")
      ->check(within(0, 1024))
      ->type_name("N")
      ->capture_default_str();
  serve.add_option("--workers", wish.workers, "threads that wait for the disk")
      ->check(within(1, 1024))
      ->type_name("N")
      ->capture_default_str();
  serve.add_option("--grace", wish.grace_seconds, "time for running mail when told to stop")
      ->check(within(0, 86'400))
      ->type_name("SECONDS")
      ->capture_default_str();
  serve.add_option("--timeout", wish.command_seconds, "for the next command")
      ->check(within(1, 86'400))
      ->type_name("SECONDS")
      ->capture_default_str();
  serve.add_option("--data-timeout", wish.data_seconds, "between octets of a message")
      ->check(within(1, 86'400))
      ->type_name("SECONDS")
      ->capture_default_str();
}

void add_serve_security(CLI::App& serve, ServeOptions& wish) {
  const auto add_list = [&serve](const char* name, std::vector<std::string>& list, const char* what,
                                 const char* type) {
    CLI::Option* option = serve.add_option(name, list, what);
    return option->type_name(type)->take_all()->allow_extra_args(false);
  };
  add_list("--tls-listen", wish.tls_listen, "as --listen, with TLS from the first octet", "ADDR")
      ->excludes("--stdio");
  serve.add_flag("--stdio-tls", wish.stdio_tls, "as --stdio, with TLS from the first octet")
      ->excludes("--listen", "--tls-listen");
  serve
      .add_option("--tls-cert", wish.tls_certificate, "certificate and chain, PEM: STARTTLS is on")
      ->type_name("FILE");
  serve.add_option("--tls-key", wish.tls_key, "its key, where it is not in the same file")
      ->type_name("FILE");
  serve.add_option("--client-ca", wish.client_ca, "asks clients for certificates of this CA")
      ->type_name("FILE");
  serve.add_option("--users", wish.users, "who may log in, made by heloport user: AUTH is on")
      ->type_name("FILE");
  add_list("--require", wish.required, "tls or auth before mail is taken; may be repeated", "WHAT")
      ->check(one_of({"tls", "auth"}));
  serve.add_flag("--lmtp", wish.lmtp, "speak LMTP: one reply a recipient");
  add_list("--proxy-from", wish.proxies, "proxies that say PROXY: 10.0.0.0/8, ::1, unix:", "NET");
  add_list("--xclient-from", wish.speakers, "peers that may say XCLIENT and XFORWARD", "NET");
  add_list("--without", wish.without, "an extension that is not wanted; may be repeated", "NAME");
}

void add_serve_mail(CLI::App& serve, ServeOptions& wish) {
  serve.add_option("--domain", wish.domains, "take mail for D only; may be repeated")
      ->type_name("D")
      ->take_all()
      ->allow_extra_args(false);
  serve
      .add_option("--max-size", wish.message_octets_max,
                  "longest message in octets, 25M for short; 0: any")
      ->transform(size_in_octets())
      ->type_name("N")
      ->capture_default_str();
  serve.add_option("--max-recipients", wish.recipients_max, "of one message")
      ->check(within(100, 1'000'000))
      ->type_name("N")
      ->capture_default_str();
  serve
      .add_option("--line-endings", wish.line_endings,
                  "a bare CR or LF in a message: refuse or normalise")
      ->check(one_of({"refuse", "normalise"}))
      ->type_name("WHAT")
      ->capture_default_str();
}

void add_serve(CLI::App& app, ServeOptions& wish) {
  CLI::App& serve =
      add_command(app, "serve", "takes mail and stores it; never sends any on", serve_examples);
  auto* listen =
      serve.add_option("--listen", wish.listen, "127.0.0.1:2525, [::1]:2525 or unix:PATH");
  listen->type_name("ADDR")->take_all()->allow_extra_args(false);
  serve.add_flag("--stdio", wish.stdio, "one session on stdin and stdout")->excludes(listen);
  add_serve_security(serve, wish);
  serve.add_option("--store", wish.store, "directory:PATH, maildir:PATH or discard:")
      ->type_name("URL")
      ->capture_default_str();
  serve
      .add_option("--dialect", wish.dialect, "how the server speaks: standard, simple or reference")
      ->check(one_of({"standard", "simple", "reference"}))
      ->type_name("NAME")
      ->capture_default_str();
  serve.add_option("--hostname", wish.hostname, "what the server calls itself")->type_name("NAME");
  add_serve_mail(serve, wish);
  serve.add_flag("--trace", wish.trace, "print what clients say");
  add_serve_bounds(serve, wish);
}

void add_client_security(CLI::App& command, ClientChoice& choice) {
  command
      .add_option("--tls", choice.tls, "none, try (where offered), starttls or implicit, verified")
      ->check(one_of({"none", "try", "starttls", "implicit"}))
      ->type_name("HOW")
      ->capture_default_str();
  command.add_option("--tls-ca", choice.tls_ca, "whom to believe, PEM; else the system's list")
      ->type_name("FILE");
  command.add_option("--tls-name", choice.tls_name, "whose certificate; else the host of --server")
      ->type_name("NAME");
  command.add_flag("--tls-no-verify", choice.tls_no_verify, "believe any certificate");
  command.add_option("--tls-cert", choice.tls_certificate, "our own, for a server that asks")
      ->type_name("FILE");
  command.add_option("--tls-key", choice.tls_key, "its key, where it is not in the same file")
      ->type_name("FILE");
  command
      .add_option("--user", choice.user,
                  "log in so; the password is asked for, or --tls-cert is it")
      ->type_name("NAME");
  add_password(command, choice.password);
}

void add_client_choice(CLI::App& command, ClientChoice& choice) {
  command
      .add_option("--server", choice.server, "IP:PORT, [IPv6]:PORT, localhost:PORT or unix:PATH")
      ->type_name("ADDR")
      ->capture_default_str();
  command.add_option("--exec", choice.command, "talk to a command on its stdin and stdout")
      ->type_name("CMD")
      ->excludes("--server");
  command.add_option("--hello", choice.hello_name, "what to say in EHLO")->type_name("NAME");
  command.add_flag("-v,--verbose", choice.verbose, "the conversation as a transcript, on stderr");
  add_client_security(command, choice);
}

void add_send(CLI::App& app, SendOptions& wish) {
  CLI::App& send =
      add_command(app, "send", "sends one mail and says what became of it: sent, refused, unknown",
                  send_examples);
  send.add_option("FROM", wish.from, "address of the sender; <> with --data")->required();
  send.add_option("TO", wish.to, "addresses, separated by commas")->required();
  send.add_option("CONTENT", wish.content, "the text; - reads stdin, @FILE a file");
  send.add_option("NAME", wish.name, "the name of the mail, its subject");
  send.add_option("--data", wish.data, "a message that is ready, instead of both; - reads stdin")
      ->type_name("FILE");
  send.add_option("--notify", wish.notify, "report: never, or of success,failure,delay")
      ->type_name("WHEN");
  send.add_option("--ret", wish.ret, "what a report brings back: full or hdrs")
      ->check(one_of({"full", "hdrs"}))
      ->type_name("WHAT");
  send.add_option("--envid", wish.envid, "what a report calls the mail")->type_name("TEXT");
  send.add_flag("--requiretls", wish.requiretls, "this mail must never travel in clear");
  send.add_flag("--lmtp", wish.client.lmtp, "the server speaks LMTP");
  add_client_choice(send, wish.client);
}

void add_lookups(CLI::App& app, ListOptions& list_wish, ReadOptions& read_wish) {
  CLI::App& list =
      add_command(app, "list", "shows the names of the mails of a user", list_examples);
  list.add_option("USER", list_wish.user, "address of the mailbox")->required();
  add_client_choice(list, list_wish.client);
  CLI::App& read = add_command(app, "read", "shows one mail of a user", read_examples);
  read.add_option("USER", read_wish.user, "address of the mailbox")->required();
  read.add_option("NAME", read_wish.name, "which mail, as list shows it")->required();
  add_client_choice(read, read_wish.client);
}

void add_replay(CLI::App& app, ReplayOptions& wish) {
  CLI::App& replay = add_command(
      app, "replay", "plays transcripts and tells where the other side says something else",
      replay_examples);
  replay.add_option("FILE", wish.files, "transcripts")->required();
  auto* server = replay.add_option("--server", wish.server, "play against this server");
  server->type_name("ADDR");
  replay.add_option("--exec", wish.command, "play against a command on its stdin and stdout")
      ->type_name("CMD")
      ->excludes(server);
  replay.add_option("--chunk", wish.chunk_octets, "write in pieces of so many octets")
      ->check(within(0, 1'000'000))
      ->type_name("N");
  replay.add_flag("--codes", wish.codes_only, "compare the codes of replies, not their texts");
}

void add_user(CLI::App& app, UserOptions& wish) {
  CLI::App& user =
      add_command(app, "user", "says who may log in: add, passwd, list, del", user_examples);
  user.add_option("ACTION", wish.action, "add, passwd, list or del")
      ->check(one_of({"add", "passwd", "list", "del"}))
      ->required();
  user.add_option("NAME", wish.name, "address of the user; not for list");
  user.add_option("--users", wish.file, "the file of users")
      ->type_name("FILE")
      ->capture_default_str();
  add_password(user, wish.password);
  user.add_option("--iterations", wish.iterations,
                  "of the hash: the more, the dearer a guess and a login")
      ->check(within(scram_iterations_min, scram_iterations_max))
      ->type_name("N")
      ->capture_default_str();
}

std::vector<std::string> names_of_commands(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands({})) names.push_back(command->get_name());
  return names;
}

std::vector<std::string> names_of_flags(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

std::string did_you_mean(const std::string& word, const std::vector<std::string>& known) {
  const std::string nearest = suggestion(word, known);
  return nearest.empty() ? "" : "; did you mean " + nearest + "?";
}

// CLI11's own words are about its machinery; ours are about what to type.
std::string complaint(const CLI::App& app, const CLI::ParseError& error,
                      const std::string& first_word) {
  const std::vector<std::string> commands = names_of_commands(app);
  const bool known = std::find(commands.begin(), commands.end(), first_word) != commands.end();
  if (first_word.empty()) return "a command is missing";
  if (!known && !first_word.starts_with('-')) {
    return "there is no command " + first_word + did_you_mean(first_word, commands);
  }
  const auto given = app.get_subcommands();
  const CLI::App& command = given.empty() ? app : *given.front();
  const std::vector<std::string> left = app.remaining(true);
  if (left.empty()) return error.what();
  if (left.front().starts_with("-")) {
    return "there is no option " + left.front() +
           did_you_mean(left.front(), names_of_flags(command));
  }
  return "one argument too many: " + left.front() + " (a text of several words needs quotes)";
}

Exit complain(const CLI::App& app, const CLI::ParseError& error, const std::string& first_word) {
  const auto given = app.get_subcommands();
  const std::string command = given.empty() ? "" : given.front()->get_name() + " ";
  return fail(Exit::usage,
              complaint(app, error, first_word) + " (see heloport " + command + "--help)");
}

/// What both ways of `check` have in common is asked for once.
Exit carry_out_check(Wishes& wishes) {
  const CheckOptions& given = wishes.check;
  if (!given.client) return check(given);
  ClientCheckOptions& client = wishes.check_client;
  client.ids = given.words;
  client.cases = given.cases;
  client.list = given.list;
  client.strict = given.strict;
  client.timeout_seconds = given.timeout_seconds;
  client.jobs = std::min<std::size_t>(given.jobs, 2);
  client.quiet = given.quiet;
  client.files = given.files;
  if (!given.names.empty()) client.name = given.names.front();
  return check_client(client);
}

Exit carry_out(const CLI::App& app, Wishes& wishes) {
  for (ClientChoice* choice : {&wishes.send.client, &wishes.list.client, &wishes.read.client}) {
    choice->verbose = choice->verbose || wishes.verbose;
  }
  const std::string command = app.get_subcommands().front()->get_name();
  if (command == "serve") return serve(wishes.serve);
  if (command == "send") return send(wishes.send);
  if (command == "list") return list(wishes.list);
  if (command == "read") return read(wishes.read);
  if (command == "load") return load(wishes.load);
  if (command == "user") return user(wishes.user);
  if (command == "check") return carry_out_check(wishes);
  return replay(wishes.replay);
}

Exit run(int count, char** words) {
  CLI::App app(
      "An SMTP server that stores mail and keeps its promise, a client for it, a player of\n"
      "transcripts, a suite that judges any server or client, and a generator of load. Exit codes\n"
      "are those of sysexits.h, and 1 of check.\n",
      "heloport");
  app.footer(program_examples);
  app.formatter(std::make_shared<ExamplesFirst>());
  Wishes wishes;
  app.set_version_flag("--version", version);
  app.require_subcommand(1);
  app.add_flag("-v,--verbose", wishes.verbose, "as -v of send, list and read");
  add_serve(app, wishes.serve);
  add_send(app, wishes.send);
  add_lookups(app, wishes.list, wishes.read);
  add_replay(app, wishes.replay);
  add_check(app, wishes.check, wishes.check_client);
  add_load(app, wishes.load);
  add_user(app, wishes.user);
  try {
    app.parse(count, words);
  } catch (const CLI::Success& asked) {
    app.exit(asked);
    return Exit::ok;
  } catch (const CLI::ParseError& error) {
    return complain(app, error, count > 1 ? words[1] : "");
  }
  return carry_out(app, wishes);
}

}  // namespace
}  // namespace heloport::apps

int main(int count, char** words) {
  using heloport::apps::Exit;
  // A peer that went away shows as an error of write(), where it can be told apart.
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return static_cast<int>(heloport::apps::run(count, words));
  } catch (const std::exception& error) {
    return static_cast<int>(heloport::apps::fail(Exit::software, error.what()));
  }
}
