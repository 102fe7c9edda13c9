// Where a password comes from: a file, an environment variable, the terminal, or standard input.

#include "apps/password.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string_view>
#include <utility>

#include "apps/sasl_library.hpp"

namespace heloport::apps {
namespace {

using Password = std::variant<std::string, PasswordFault>;

// What a line may have before it is called too long: the password and CRLF.
constexpr std::size_t line_octets_max = sasl_text_octets_max + 2;

volatile std::sig_atomic_t signal_that_came = 0;

void remember_signal(int number) {
  signal_that_came = number;
}

/// While it lives, the terminal does not show what is typed, and a signal that would end the
/// process waits until it does again. It is let in by wait() alone: one that came just before a
/// read() would not end it.
class Unseen {
 public:
  explicit Unseen(int terminal) : terminal_(terminal) {
    signal_that_came = 0;
    sigset_t held;
    ::sigemptyset(&held);
    for (int number : signals) ::sigaddset(&held, number);
    ::pthread_sigmask(SIG_BLOCK, &held, &mask_before_);
    struct sigaction remember {};
    remember.sa_handler = remember_signal;
    for (std::size_t i = 0; i < signals.size(); ++i) {
      ::sigaction(signals[i], &remember, &before_[i]);
    }
    hidden_ = ::tcgetattr(terminal_, &shown_) == 0;
    if (!hidden_) return;
    termios quiet = shown_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    hidden_ = ::tcsetattr(terminal_, TCSAFLUSH, &quiet) == 0;
  }
  Unseen(const Unseen&) = delete;
  Unseen& operator=(const Unseen&) = delete;

  ~Unseen() {
    if (hidden_) ::tcsetattr(terminal_, TCSAFLUSH, &shown_);
    // What came since the last wait() is remembered too.
    ::pthread_sigmask(SIG_SETMASK, &mask_before_, nullptr);
    for (std::size_t i = 0; i < signals.size(); ++i) {
      ::sigaction(signals[i], &before_[i], nullptr);
    }
    if (signal_that_came != 0) ::raise(signal_that_came);
  }

  bool hidden() const { return hidden_; }

  /// Until there is something to read. False when a signal came first.
  bool wait() const {
    pollfd readable{terminal_, POLLIN, 0};
    return ::ppoll(&readable, 1, nullptr, &mask_before_) > 0;
  }

 private:
  static constexpr std::array signals{SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP};

  const int terminal_;
  bool hidden_ = false;
  termios shown_{};
  sigset_t mask_before_{};
  std::array<struct sigaction, signals.size()> before_{};
};

PasswordFault too_long() {
  return {Exit::data,
          fmt::format("the password is too long; {} octets are the most", sasl_text_octets_max)};
}

Password checked(std::string line) {
  if (line.size() > sasl_text_octets_max) {
    wipe(line);
    return too_long();
  }
  if (line.empty()) return PasswordFault{Exit::data, "the password is empty; give one"};
  return line;
}

// One octet a read(): what follows the line is not ours. Nothing when a signal came or reading
// failed. A line that is too long is read no further.
std::optional<std::string> line_from(int descriptor, const Unseen* unseen = nullptr) {
  std::string line;
  line.reserve(line_octets_max + 1);  // or growing would leave copies of it behind
  while (line.size() <= line_octets_max) {
    char octet = 0;
    const bool interrupted = unseen != nullptr && !unseen->wait();
    const ssize_t n = interrupted ? -1 : ::read(descriptor, &octet, 1);
    if (n < 0) {
      wipe(line);
      return std::nullopt;
    }
    if (n == 0 || octet == '\n') break;
    line += octet;
  }
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

void write_to(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t n = ::write(descriptor, text.data(), text.size());
    if (n <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(n));
  }
}

Password typed(int terminal, const std::string& prompt) {
  const Unseen unseen(terminal);
  if (!unseen.hidden()) {
    return PasswordFault{Exit::os_error,
                         "the terminal would show the password; use --password-file"};
  }
  write_to(terminal, prompt + ": ");
  auto line = line_from(terminal, &unseen);
  write_to(terminal, "\n");
  if (!line) return PasswordFault{Exit::os_error, "no password was typed"};
  return checked(std::move(*line));
}

Password typed_twice(int terminal, const std::string& prompt) {
  auto first = typed(terminal, prompt);
  if (std::holds_alternative<PasswordFault>(first)) return first;
  auto second = typed(terminal, "The same again");
  auto& one = std::get<std::string>(first);
  if (std::holds_alternative<PasswordFault>(second)) {
    wipe(one);
    return second;
  }
  auto& other = std::get<std::string>(second);
  const bool same = one == other;
  wipe(other);
  if (same) return first;
  wipe(one);
  return PasswordFault{Exit::data, "the two passwords differ; run it again"};
}

Password first_line_of(const std::string& file) {
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  auto line = descriptor < 0 ? std::nullopt : line_from(descriptor);
  const int error = errno;
  if (descriptor >= 0) ::close(descriptor);
  if (line) return checked(std::move(*line));
  return PasswordFault{Exit::no_input, fmt::format("cannot read a password from {}: {}", file,
                                                   std::strerror(error))};
}

Password value_of(const std::string& variable) {
  const char* value = std::getenv(variable.c_str());
  if (value != nullptr) return checked(value);
  return PasswordFault{Exit::usage,
                       fmt::format("the environment has no variable {}; export it", variable)};
}

Password asked_for(PasswordAsked asked, const std::string& prompt) {
  if (asked == PasswordAsked::terminal) {
    const int terminal = ::open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (terminal < 0) {
      return PasswordFault{Exit::usage,
                           "there is no terminal to ask for a password; use "
                           "--password-file or --password-env"};
    }
    auto password = typed(terminal, prompt);
    ::close(terminal);
    return password;
  }
  if (::isatty(STDIN_FILENO) == 1) {
    return asked == PasswordAsked::twice ? typed_twice(STDIN_FILENO, prompt)
                                         : typed(STDIN_FILENO, prompt);
  }
  auto line = line_from(STDIN_FILENO);
  if (!line) return PasswordFault{Exit::no_input, "cannot read a password from stdin"};
  return checked(std::move(*line));
}

}  // namespace

std::variant<std::string, PasswordFault> read_password(const PasswordSource& source,
                                                       PasswordAsked asked,
                                                       const std::string& prompt) {
  if (!source.file.empty()) return first_line_of(source.file);
  if (!source.variable.empty()) return value_of(source.variable);
  return asked_for(asked, prompt);
}

}  // namespace heloport::apps
