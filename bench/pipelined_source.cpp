// A generator that pipelines, as lean as it can be: data and the next envelope leave in one write.
//   pipelined_source PORT SESSIONS MESSAGES OCTETS [LOCKSTEP]
// With LOCKSTEP 1 each command waits for the reply to the one before.
// It exits with 1 at the first reply that is not what it must be.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace {

/// One write, and the codes of the replies that it draws.
struct Move {
  std::string words;
  std::vector<std::string_view> replies;
};

/// What a session says after its EHLO.
struct Plan {
  std::vector<Move> first;  // before the first message
  std::vector<Move> each;   // for each message; what is in `first` counts as one of them
  Move last;                // after the last one
};

[[noreturn]] void give_up(std::string_view why) {
  std::fprintf(stderr, "pipelined_source: %.*s\n", static_cast<int>(why.size()), why.data());
  std::exit(1);
}

std::string content_of(std::size_t octets) {
  std::string content = "Subject: load\r\n\r\n";
  while (content.size() < octets) content += std::string(74, 'x') + "\r\n";
  return content;
}

const Move quit{"QUIT\r\n", {"221"}};

Plan pipelined_plan(const std::string& content) {
  const Move envelope{"MAIL FROM:<ann@example.org>\r\nRCPT TO:<bob@example.com>\r\nDATA\r\n",
                      {"250", "250", "354"}};
  return {{envelope},
          {{content + envelope.words, {"250", "250", "250", "354"}}},
          {content + quit.words, {"250", "221"}}};
}

Plan lockstep_plan(const std::string& content) {
  return {{},
          {{"MAIL FROM:<ann@example.org>\r\n", {"250"}},
           {"RCPT TO:<bob@example.com>\r\n", {"250"}},
           {"DATA\r\n", {"354"}},
           {content, {"250"}}},
          quit};
}

/// One connection: what it has said, and the codes that the answers must have.
class Session {
 public:
  explicit Session(int socket, const Plan& plan) : socket_(socket), plan_(plan) {}

  int socket() const { return socket_; }
  bool over() const { return over_; }

  void begin() { say({"EHLO client.example.org\r\n", {"220", "250"}}); }
  // Reads what is there; goes on when all that was asked is answered. `left` counts messages.
  void readable(long& left) {
    char octets[16384];
    const ssize_t n = ::recv(socket_, octets, sizeof octets, 0);
    if (n <= 0) give_up("the connection ended");
    heard_.append(octets, static_cast<std::size_t>(n));
    std::size_t end = 0;
    while ((end = heard_.find('\n')) != std::string::npos) {
      take_line(std::string_view(heard_).substr(0, end + 1));
      heard_.erase(0, end + 1);
    }
    if (awaited_.empty()) go_on(left);
  }

 private:
  void take_line(std::string_view line) {
    if (awaited_.empty()) give_up("a reply that nobody asked for");
    if (!line.starts_with(awaited_.front())) give_up(line);
    if (line[3] != '-') awaited_.pop_front();
  }

  void go_on(long& left) {
    if (quitting_) {
      over_ = true;
    } else if (begun_) {
      go_on_with(plan_.each, plan_.last, left);
    } else {
      go_on_with(plan_.first.empty() ? plan_.each : plan_.first, quit, left);
      begun_ = true;
    }
  }

  void go_on_with(const std::vector<Move>& moves, const Move& last, long& left) {
    if (at_ == 0 && left-- <= 0) {
      quitting_ = true;
      return say(last);
    }
    say(moves[at_]);
    at_ = (at_ + 1) % moves.size();
  }

  void say(const Move& move) {
    awaited_.insert(awaited_.end(), move.replies.begin(), move.replies.end());
    std::string_view words = move.words;
    while (!words.empty()) {
      const ssize_t n = ::send(socket_, words.data(), words.size(), MSG_NOSIGNAL);
      if (n < 0) give_up("cannot write");
      words.remove_prefix(static_cast<std::size_t>(n));
    }
  }

  int socket_;
  const Plan& plan_;
  std::string heard_;
  std::deque<std::string_view> awaited_;
  std::size_t at_ = 0;  // of the moves of a message
  bool begun_ = false;
  bool quitting_ = false;
  bool over_ = false;
};

int connected_to(int port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int on = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    give_up("cannot connect");
  }
  return socket;
}

void watch(int loop, int socket, std::size_t index) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u64 = index;
  if (::epoll_ctl(loop, EPOLL_CTL_ADD, socket, &event) != 0) give_up("cannot wait");
}

void run(std::vector<Session>& sessions, long messages) {
  const int loop = ::epoll_create1(EPOLL_CLOEXEC);
  for (std::size_t i = 0; i < sessions.size(); ++i) {
    watch(loop, sessions[i].socket(), i);
    sessions[i].begin();
  }
  std::array<epoll_event, 64> events;
  for (std::size_t open = sessions.size(); open > 0;) {
    const int count = ::epoll_wait(loop, events.data(), static_cast<int>(events.size()), 10'000);
    if (count <= 0) give_up("no answer in ten seconds");
    for (int i = 0; i < count; ++i) {
      Session& session = sessions[events[static_cast<std::size_t>(i)].data.u64];
      session.readable(messages);
      if (!session.over()) continue;
      ::close(session.socket());
      --open;
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 5) give_up("usage: pipelined_source PORT SESSIONS MESSAGES OCTETS [LOCKSTEP]");
  const std::string content = content_of(static_cast<std::size_t>(std::atol(argv[4]))) + ".\r\n";
  const bool lockstep = argc > 5 && std::atoi(argv[5]) == 1;
  const Plan plan = lockstep ? lockstep_plan(content) : pipelined_plan(content);
  std::vector<Session> sessions;
  for (long i = std::atol(argv[2]); i > 0; --i) {
    sessions.emplace_back(connected_to(std::atoi(argv[1])), plan);
  }
  run(sessions, std::atol(argv[3]));
  return 0;
}
