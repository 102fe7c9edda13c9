// A generator that pipelines, as lean as it can be: data and the next envelope leave in one write.
//   pipelined_source PORT SESSIONS MESSAGES OCTETS
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

constexpr std::string_view envelope =
    "MAIL FROM:<ann@example.org>\r\nRCPT TO:<bob@example.com>\r\nDATA\r\n";

[[noreturn]] void give_up(std::string_view why) {
  std::fprintf(stderr, "pipelined_source: %.*s\n", static_cast<int>(why.size()), why.data());
  std::exit(1);
}

std::string content_of(std::size_t octets) {
  std::string content = "Subject: load\r\n\r\n";
  while (content.size() < octets) content += std::string(74, 'x') + "\r\n";
  return content;
}

/// One connection: what it has said, and the codes that the answers must have.
class Session {
 public:
  explicit Session(int socket, const std::string& content) : socket_(socket), content_(content) {}

  int socket() const { return socket_; }
  bool over() const { return over_; }

  void begin() { say("EHLO client.example.org\r\n", {"220", "250"}); }
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
      return;
    }
    const bool first = !in_data_;
    const bool more = left > 0;
    std::string words = first ? "" : content_ + ".\r\n";
    std::vector<std::string_view> replies;
    if (!first) replies.push_back("250");
    if (more) {
      --left;
      words += envelope;
      replies.insert(replies.end(), {"250", "250", "354"});
    } else {
      words += "QUIT\r\n";
      replies.push_back("221");
      quitting_ = true;
    }
    in_data_ = more;
    say(words, replies);
  }

  void say(std::string_view words, const std::vector<std::string_view>& replies) {
    for (const std::string_view reply : replies) awaited_.push_back(reply);
    while (!words.empty()) {
      const ssize_t n = ::send(socket_, words.data(), words.size(), MSG_NOSIGNAL);
      if (n < 0) give_up("cannot write");
      words.remove_prefix(static_cast<std::size_t>(n));
    }
  }

  int socket_;
  const std::string& content_;
  std::string heard_;
  std::deque<std::string_view> awaited_;
  bool in_data_ = false;
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
  if (argc != 5) give_up("usage: pipelined_source PORT SESSIONS MESSAGES OCTETS");
  const std::string content = content_of(static_cast<std::size_t>(std::atol(argv[4])));
  std::vector<Session> sessions;
  for (long i = std::atol(argv[2]); i > 0; --i) {
    sessions.emplace_back(connected_to(std::atoi(argv[1])), content);
  }
  run(sessions, std::atol(argv[3]));
  return 0;
}
