// See started_command.hpp.

#include "apps/started_command.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <utility>

namespace heloport::apps {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds glance{2};
constexpr milliseconds stop_patience{500};

/// How the command begins: a group of its own, files for its descriptors, no signal ignored.
class Beginning {
 public:
  explicit Beginning(const std::string& output) {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_addopen(&actions_, STDOUT_FILENO, output.c_str(),
                                       O_WRONLY | O_CREAT | O_TRUNC, 0600);
    ::posix_spawn_file_actions_adddup2(&actions_, STDOUT_FILENO, STDERR_FILENO);
    ::posix_spawnattr_init(&attributes_);
    sigset_t pipe;
    ::sigemptyset(&pipe);
    ::sigaddset(&pipe, SIGPIPE);
    ::posix_spawnattr_setsigdefault(&attributes_, &pipe);
    ::posix_spawnattr_setpgroup(&attributes_, 0);
    ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  }
  ~Beginning() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
  }
  Beginning(const Beginning&) = delete;
  Beginning& operator=(const Beginning&) = delete;

  int run(pid_t& process, std::string command, std::vector<char*> environment) const {
    std::string shell = "sh";
    std::string option = "-c";
    const std::array<char*, 4> arguments{shell.data(), option.data(), command.data(), nullptr};
    return ::posix_spawn(&process, "/bin/sh", &actions_, &attributes_, arguments.data(),
                         environment.data());
  }

 private:
  posix_spawn_file_actions_t actions_;
  posix_spawnattr_t attributes_;
};

int exit_status(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

std::variant<StartedCommand, transports::Fault> StartedCommand::start(
    const std::string& command, const std::string& output,
    const std::vector<std::string>& environment) {
  std::vector<std::string> added = environment;
  std::vector<char*> words;
  for (char** word = environ; *word != nullptr; ++word) words.push_back(*word);
  for (std::string& word : added) words.push_back(word.data());
  words.push_back(nullptr);
  pid_t process = -1;
  if (const int error = Beginning(output).run(process, command, std::move(words))) {
    const std::error_code code(error, std::generic_category());
    return transports::Fault{code, "cannot start \"" + command + "\": " + code.message()};
  }
  return StartedCommand(process);
}

StartedCommand::StartedCommand(StartedCommand&& other) noexcept
    : process_(std::exchange(other.process_, -1)), status_(other.status_) {}

StartedCommand::~StartedCommand() {
  if (process_ < 0) return;
  stop();
}

std::optional<int> StartedCommand::ended() {
  if (status_) return status_;
  int status = 0;
  if (::waitpid(process_, &status, WNOHANG) == process_) status_ = exit_status(status);
  return status_;
}

std::optional<int> StartedCommand::wait(milliseconds patience) {
  for (milliseconds waited{0}; waited <= patience; waited += glance) {
    if (ended()) return status_;
    ::poll(nullptr, 0, static_cast<int>(glance.count()));
  }
  return std::nullopt;
}

void StartedCommand::stop() {
  for (const int signal : {SIGTERM, SIGKILL}) {
    if (ended()) break;
    ::kill(-process_, signal);
    wait(stop_patience);
  }
  // What the command left behind is of its group; there may be nobody.
  ::kill(-process_, SIGKILL);
}

}  // namespace heloport::apps
