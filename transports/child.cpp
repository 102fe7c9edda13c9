// A command that is started to be talked to, and its end.

#include "transports/child.hpp"

#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <utility>

namespace heloport::transports {

namespace {

// A program whose input has ended should end within a moment.
constexpr std::chrono::milliseconds child_patience{2'000};
constexpr std::chrono::milliseconds glance{5};

Fault cannot_start(const std::string& command, int error) {
  const std::error_code code(error, std::generic_category());
  return {code, "cannot start \"" + command + "\": " + code.message()};
}

std::optional<Fault> fault_of(int status, const std::string& command) {
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return std::nullopt;
  std::string text = "the command \"" + command + "\" ended ";
  if (WIFSIGNALED(status)) {
    text += "by signal " + std::to_string(WTERMSIG(status));
  } else {
    text += "with status " + std::to_string(WEXITSTATUS(status));
    // What sh(1) says for itself.
    if (WEXITSTATUS(status) == 127) text += ": it was not found";
    if (WEXITSTATUS(status) == 126) text += ": it cannot be executed";
  }
  return Fault{std::make_error_code(std::errc::no_child_process), text};
}

// What the child starts with: the socket for input and output, where its errors go, and no signal
// ignored or blocked.
class SpawnPlan {
 public:
  SpawnPlan(int socket, int errors, ChildGroup group) {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawn_file_actions_adddup2(&actions_, socket, STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions_, socket, STDOUT_FILENO);
    if (errors >= 0) ::posix_spawn_file_actions_adddup2(&actions_, errors, STDERR_FILENO);
    ::posix_spawnattr_init(&attributes_);
    sigset_t none;
    sigset_t pipe;
    ::sigemptyset(&none);
    ::sigemptyset(&pipe);
    ::sigaddset(&pipe, SIGPIPE);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setsigdefault(&attributes_, &pipe);
    int flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
    if (group == ChildGroup::of_its_own) flags |= POSIX_SPAWN_SETPGROUP;  // 0: named after itself
    ::posix_spawnattr_setflags(&attributes_, static_cast<short>(flags));
  }
  ~SpawnPlan() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;

  int run(pid_t& process, const std::string& command) const {
    std::string shell = "sh";
    std::string option = "-c";
    std::string text = command;
    const std::array<char*, 4> arguments{shell.data(), option.data(), text.data(), nullptr};
    return ::posix_spawn(&process, "/bin/sh", &actions_, &attributes_, arguments.data(), environ);
  }

 private:
  posix_spawn_file_actions_t actions_;
  posix_spawnattr_t attributes_;
};

}  // namespace

std::variant<Started, Fault> start_child(const std::string& command, int errors, ChildGroup group) {
  std::array<int, 2> pair{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.data()) != 0) {
    return cannot_start(command, errno);
  }
  Descriptor ours(pair[0]);
  const Descriptor theirs(pair[1]);
  pid_t process = 0;
  if (const int error = SpawnPlan(theirs.number(), errors, group).run(process, command)) {
    return cannot_start(command, error);
  }
  return Started{Child(process, command), std::move(ours)};
}

Child::Child(Child&& other) noexcept
    : process_(std::exchange(other.process_, std::nullopt)),
      status_(other.status_),
      command_(std::move(other.command_)) {}

Child::~Child() {
  end();
}

void Child::ask_to_end() const {
  if (process_ && !status_) ::kill(*process_, SIGTERM);
}

bool Child::ended() {
  if (!process_ || status_) return true;
  int status = 0;
  const pid_t ended = ::waitpid(*process_, &status, WNOHANG);
  if (ended == *process_) status_ = status;
  return ended != 0;
}

std::optional<Fault> Child::end() {
  if (!process_) return std::nullopt;
  std::optional<int> status = status_ ? status_ : wait_a_while();
  for (const int signal : {SIGTERM, SIGKILL}) {
    if (status) break;
    ::kill(*process_, signal);
    status = wait_a_while();
  }
  process_.reset();
  return status ? fault_of(*status, command_) : std::nullopt;
}

// Its exit status, or nothing if it is still there after child_patience.
std::optional<int> Child::wait_a_while() const {
  for (auto waited = glance; waited <= child_patience; waited += glance) {
    int status = 0;
    const pid_t ended = ::waitpid(*process_, &status, WNOHANG);
    if (ended == *process_) return status;
    if (ended < 0 && errno != EINTR) return std::nullopt;
    ::poll(nullptr, 0, static_cast<int>(glance.count()));
  }
  return std::nullopt;
}

}  // namespace heloport::transports
