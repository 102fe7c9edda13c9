// The command line of heloport: the one place that sees CLI11.

#include <CLI/CLI.hpp>

#include <csignal>
#include <exception>
#include <string>
#include <vector>

#include "apps/console.hpp"
#include "apps/options.hpp"
#include "apps/suggest.hpp"

namespace heloport::apps {
namespace {

constexpr const char* version = "heloport 0.1.0";

constexpr const char* examples = R"(Examples:
  heloport serve --domain example.com --store directory:mailbox
  heloport send alice@example.com bob@example.com "See you at nine" meeting
  heloport list bob@example.com
  heloport read bob@example.com meeting
  heloport replay conformance/documented/*.smtp

An SMTP server that stores mail and keeps its promise, a client for it, and a
player of transcripts. Exit codes are those of sysexits.h.)";

constexpr const char* serve_help = R"(Examples:
  heloport serve                                     any mail, from this machine only
  heloport serve --dialect simple --trace            the documented sessions, shown
  heloport serve --listen 0.0.0.0:2525 --listen unix:smtp.sock --domain example.com
  heloport serve --stdio --store maildir:mail        one session on stdin and stdout

Stores what arrives; nothing is ever sent on to another server.)";

constexpr const char* send_help = R"(Examples:
  heloport send alice@example.com bob@example.com "See you at nine" meeting
  heloport send alice@example.com bob@example.com,carol@example.com @report.txt report
  date | heloport send -v alice@example.com bob@example.com - today

Sends one mail and says what became of it: sent (0), refused, or unknown (75).)";

constexpr const char* list_help = R"(Example:
  heloport list bob@example.com

Shows the names of the mails of USER.)";

constexpr const char* read_help = R"(Example:
  heloport read bob@example.com meeting

Shows one mail of USER; NAME may stand with or without .txt.)";

constexpr const char* replay_help = R"(Examples:
  heloport replay session.smtp                       against the engine, in memory
  heloport replay --server 127.0.0.1:2525 *.smtp
  heloport replay --exec "heloport serve --stdio" session.smtp

Plays transcripts and reports where the other side says something else.)";

/// Every subcommand's wishes; the one that was given is carried out.
struct Wishes {
  ServeOptions serve;
  SendOptions send;
  ListOptions list;
  ReadOptions read;
  ReplayOptions replay;
};

void add_serve(CLI::App& app, ServeOptions& wish) {
  CLI::App& serve = *app.add_subcommand("serve", serve_help);
  auto* listen =
      serve.add_option("--listen", wish.listen, "127.0.0.1:2525, [::1]:2525 or unix:PATH");
  listen->type_name("ADDR")->take_all()->allow_extra_args(false);
  serve.add_flag("--stdio", wish.stdio, "one session on stdin and stdout")->excludes(listen);
  serve.add_option("--store", wish.store, "directory:PATH, maildir:PATH or discard:")
      ->type_name("URL")
      ->capture_default_str();
  serve.add_option("--dialect", wish.dialect, "how the server speaks")
      ->check(CLI::IsMember({"standard", "simple", "reference"}))
      ->capture_default_str();
  serve.add_option("--hostname", wish.hostname, "what the server calls itself")->type_name("NAME");
  serve.add_option("--domain", wish.domains, "take mail for D only; may be repeated")
      ->type_name("D")
      ->take_all()
      ->allow_extra_args(false);
  serve.add_option("--max-size", wish.message_octets_max, "longest message in octets; 0: any")
      ->transform(CLI::AsSizeValue(false))
      ->type_name("N")
      ->capture_default_str();
  serve.add_option("--max-recipients", wish.recipients_max, "of one message")
      ->check(CLI::Range(100, 1'000'000))
      ->type_name("N")
      ->capture_default_str();
  serve.add_option("--line-endings", wish.line_endings, "a bare CR or LF in a message")
      ->check(CLI::IsMember({"refuse", "normalise"}))
      ->capture_default_str();
  serve.add_flag("--trace", wish.trace, "print what clients say");
  serve.add_option("--connections-max", wish.connections_max, "sessions at one time")
      ->check(CLI::Range(1, 1'000'000))
      ->type_name("N")
      ->capture_default_str();
  serve.add_option("--loops", wish.loops, "threads that serve connections; 0: one a core")
      ->check(CLI::Range(0, 1024))
      ->type_name("N")
      ->capture_default_str();
  serve.add_option("--workers", wish.workers, "threads that wait for the disk")
      ->check(CLI::Range(1, 1024))
      ->type_name("N")
      ->capture_default_str();
  serve.add_option("--grace", wish.grace_seconds, "time for running mail when told to stop")
      ->check(CLI::Range(0, 86'400))
      ->type_name("SECONDS")
      ->capture_default_str();
  serve.add_option("--timeout", wish.command_seconds, "for the next command")
      ->check(CLI::Range(1, 86'400))
      ->type_name("SECONDS")
      ->capture_default_str();
  serve.add_option("--data-timeout", wish.data_seconds, "between octets of a message")
      ->check(CLI::Range(1, 86'400))
      ->type_name("SECONDS")
      ->capture_default_str();
}

void add_client_choice(CLI::App& command, ClientChoice& choice) {
  command.add_option("--server", choice.server, "where the server is")
      ->type_name("ADDR")
      ->capture_default_str();
  command.add_option("--exec", choice.command, "talk to a command on its stdin and stdout")
      ->type_name("CMD")
      ->excludes("--server");
  command.add_option("--hello", choice.hello_name, "what to say in EHLO")->type_name("NAME");
  command.add_flag("-v,--verbose", choice.verbose, "the conversation as a transcript, on stderr");
}

void add_send(CLI::App& app, SendOptions& wish) {
  CLI::App& send = *app.add_subcommand("send", send_help);
  send.add_option("FROM", wish.from, "address of the sender")->required();
  send.add_option("TO", wish.to, "addresses, separated by commas")->required();
  send.add_option("CONTENT", wish.content, "the text; - reads stdin, @FILE a file")->required();
  send.add_option("NAME", wish.name, "the name of the mail, its subject")->required();
  add_client_choice(send, wish.client);
}

void add_lookups(CLI::App& app, ListOptions& list_wish, ReadOptions& read_wish) {
  CLI::App& list = *app.add_subcommand("list", list_help);
  list.add_option("USER", list_wish.user, "address of the mailbox")->required();
  add_client_choice(list, list_wish.client);
  CLI::App& read = *app.add_subcommand("read", read_help);
  read.add_option("USER", read_wish.user, "address of the mailbox")->required();
  read.add_option("NAME", read_wish.name, "which mail, as list shows it")->required();
  add_client_choice(read, read_wish.client);
}

void add_replay(CLI::App& app, ReplayOptions& wish) {
  CLI::App& replay = *app.add_subcommand("replay", replay_help);
  replay.add_option("FILE", wish.files, "transcripts")->required();
  auto* server = replay.add_option("--server", wish.server, "play against this server");
  server->type_name("ADDR");
  replay.add_option("--exec", wish.command, "play against a command on its stdin and stdout")
      ->type_name("CMD")
      ->excludes(server);
  replay.add_option("--chunk", wish.chunk_octets, "write in pieces of so many octets")
      ->check(CLI::Range(0, 1'000'000))
      ->type_name("N");
  replay.add_flag("--codes", wish.codes_only, "compare the codes of replies, not their texts");
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
Exit complain(const CLI::App& app, const CLI::ParseError& error, const std::string& first_word) {
  const std::vector<std::string> commands = names_of_commands(app);
  const bool known = std::find(commands.begin(), commands.end(), first_word) != commands.end();
  if (!known && !first_word.empty() && !first_word.starts_with('-')) {
    return fail(Exit::usage, "there is no command " + first_word +
                                 did_you_mean(first_word, commands) + " See heloport --help");
  }
  const auto given = app.get_subcommands();
  if (given.empty() && first_word.empty()) {
    return fail(Exit::usage, "a command is missing; heloport --help shows examples");
  }
  const CLI::App& command = given.empty() ? app : *given.front();
  const std::string help =
      "; see heloport " + (given.empty() ? "" : command.get_name() + " ") + "--help";
  const std::vector<std::string> left = app.remaining(true);
  if (!left.empty() && left.front().starts_with("-")) {
    return fail(Exit::usage, "there is no option " + left.front() +
                                 did_you_mean(left.front(), names_of_flags(command)) + help);
  }
  if (!left.empty()) {
    return fail(Exit::usage, "one argument too many: " + left.front() +
                                 " (put a text of several words in quotes)" + help);
  }
  return fail(Exit::usage, error.what() + help);
}

Exit carry_out(const CLI::App& app, const Wishes& wishes) {
  const std::string command = app.get_subcommands().front()->get_name();
  if (command == "serve") return serve(wishes.serve);
  if (command == "send") return send(wishes.send);
  if (command == "list") return list(wishes.list);
  if (command == "read") return read(wishes.read);
  return replay(wishes.replay);
}

Exit run(int count, char** words) {
  CLI::App app(examples, "heloport");
  Wishes wishes;
  app.set_version_flag("--version", version);
  app.require_subcommand(1);
  add_serve(app, wishes.serve);
  add_send(app, wishes.send);
  add_lookups(app, wishes.list, wishes.read);
  add_replay(app, wishes.replay);
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
