#pragma once
// What the command line asks for, one struct a subcommand, and what carries it out.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "apps/check_files.hpp"
#include "apps/exit_codes.hpp"
#include "apps/password.hpp"
#include "apps/users_file.hpp"
#include "engine/limits.hpp"

namespace heloport::apps {

/// Every field has the default that the help shows.
struct ServeOptions {
  std::vector<std::string> listen;      // none: 127.0.0.1:2525
  std::vector<std::string> tls_listen;  // TLS from the first octet
  bool stdio = false;
  bool stdio_tls = false;
  std::string tls_certificate;
  std::string tls_key;  // empty: it is in the file of the certificate
  std::string client_ca;
  std::string users;
  std::vector<std::string> required;  // tls, auth
  std::vector<std::string> without;   // keywords of extensions
  bool lmtp = false;
  std::vector<std::string> proxies;   // who must say PROXY first
  std::vector<std::string> speakers;  // who may say XCLIENT and XFORWARD
  std::string store = "directory:mailbox";
  std::string dialect = "standard";
  std::string hostname;  // empty: this machine's, where it is a domain
  std::vector<std::string> domains;
  std::string line_endings = "refuse";
  bool trace = false;
  std::uint64_t message_octets_max = engine::Limits{}.message_octets_max;
  std::size_t recipients_max = engine::Limits{}.recipients_max;
  std::size_t connections_max = 1000;
  std::size_t loops = 0;  // 0: one for every two cores
  std::size_t workers = 64;
  std::int64_t grace_seconds = 30;
  std::int64_t command_seconds = engine::Limits{}.command_timeout.count();
  std::int64_t data_seconds = engine::Limits{}.body_timeout.count();
};

/// What every command that talks to a server has in common.
struct ClientChoice {
  std::string server = "127.0.0.1:2525";
  std::string command;       // not empty: instead of the server
  std::string hello_name;    // empty: what the dialect asks for
  std::string tls = "none";  // none, try, starttls, implicit
  std::string tls_ca;        // empty: the system's
  std::string tls_name;      // empty: the host of `server`
  bool tls_no_verify = false;
  std::string tls_certificate;  // ours
  std::string tls_key;
  std::string user;  // empty: no login
  PasswordSource password;
  bool lmtp = false;
  bool verbose = false;
};

struct SendOptions {
  ClientChoice client;
  std::string from;
  std::string to;  // one or more, separated by commas
  std::string content;
  std::string name;
  std::string data;    // a file that is a message already; then content and name are empty
  std::string notify;  // never, or success,failure,delay; empty: not said
  std::string ret;     // full or hdrs; empty: not said
  std::string envid;
  bool requiretls = false;
};

struct ListOptions {
  ClientChoice client;
  std::string user;
};

struct ReadOptions {
  ClientChoice client;
  std::string user;
  std::string name;
};

struct ReplayOptions {
  std::vector<std::string> files;
  std::string server;  // empty, and so is the command: the engine, in memory
  std::string command;
  std::size_t chunk_octets = 0;  // 0: every size in memory, whole writes elsewhere
  bool codes_only = false;
};

struct UserOptions {
  std::string action;  // add, passwd, list or del
  std::string name;    // of all but list
  std::string file = "users";
  std::uint32_t iterations = scram_iterations_default;
  PasswordSource password;
};

struct CheckOptions {
  std::vector<std::string> words;  // HOST:PORT and ids
  std::string command;             // instead of HOST:PORT
  std::string unix_path;           // likewise
  bool client = false;             // check_client.hpp
  bool list = false;
  bool strict = false;
  bool quiet = false;       // failures and counts alone
  bool exhaustive = false;  // every end-of-data vector at every position
  std::string cases;        // a folder; empty: those compiled in
  std::string from;
  bool from_given = false;
  std::vector<std::string> recipients;
  std::string hello_name = "client.example.org";
  std::string user;  // --auth
  PasswordSource password;
  std::string tls = "none";  // none, starttls, implicit
  bool lmtp = false;
  double timeout_seconds = 5;
  std::size_t jobs = 8;
  std::size_t chunk_octets = 0;
  std::vector<std::string> against;  // further servers
  std::vector<std::string> names;    // for each server, in order
  CheckFiles files;
  bool exact = false;  // differences of codes within a class count as well
};

struct LoadOptions {
  std::string server;   // HOST:PORT or unix:PATH
  std::string command;  // instead of it, one for each session
  std::size_t sessions = 1;
  std::uint64_t messages = 0;  // 0: 1,000, or as many as the duration takes
  std::uint64_t message_octets = 1024;
  std::size_t recipients = 1;
  std::uint64_t session_mails = 0;  // 0: sessions stay open
  bool pipelining = false;
  std::size_t ahead = 1;  // with pipelining
  bool bdat = false;
  bool lmtp = false;
  std::string tls = "none";  // none, starttls, implicit
  std::string tls_ca;        // as for a client; any of the three: it is verified
  std::string tls_name;
  bool tls_no_verify = false;
  std::string user;  // empty: no login
  PasswordSource password;
  double messages_per_second = 0;  // 0: a closed loop
  double duration_seconds = 0;     // 0: until the messages are sent
  double timeout_seconds = 60;
  std::uint32_t pid = 0;  // 0: nobody's
  std::string from = "load@example.org";
  std::string rcpt = "load@example.com";
  std::string hello_name = "client.example.org";
  std::string json;  // files; - is standard output; empty: none
  std::string html;
};

Exit check(const CheckOptions& options);
Exit load(const LoadOptions& options);
Exit serve(const ServeOptions& options);
Exit send(const SendOptions& options);
Exit list(const ListOptions& options);
Exit read(const ReadOptions& options);
Exit replay(const ReplayOptions& options);
Exit user(const UserOptions& options);

}  // namespace heloport::apps
