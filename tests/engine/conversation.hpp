#pragma once
// The vocabulary of the server session's tests: say something, hear the replies.

#include <algorithm>
#include <cstring>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/server_session.hpp"

namespace heloport::engine {

/// Owned copies of what a Reply points to, for replies made in tests.
inline constexpr Reply no_such_user{550, "5.1.1", "No such user"};
inline constexpr Reply try_later{451, "4.3.0", "Try later"};

/// A client and an application around one session. Everything is accepted unless a test says
/// otherwise; every event leaves a word in `events`.
class Conversation {
 public:
  explicit Conversation(ServerOptions options = {}, ServerPeer peer = {})
      : options_(std::move(options)), buffers_(1), session_(options_, buffers_, peer) {
    session_.expire(Time{0});
    run();
    greeting = heard();
  }

  /// Sends one line and returns what the session says to it.
  std::string client(std::string_view line) { return octets(std::string(line) + "\r\n"); }

  /// Sends octets as they are, `chunk` at a time (0: as much as there is room for).
  std::string octets(std::string_view text, std::size_t chunk = 0) {
    while (!text.empty()) {
      const std::span<char> room = session_.input();
      if (room.empty()) break;
      std::size_t n = std::min(text.size(), room.size());
      if (chunk > 0) n = std::min(n, chunk);
      std::memcpy(room.data(), text.data(), n);
      text.remove_prefix(n);
      session_.received(n);
      run();
    }
    return heard();
  }

  /// Up to an accepted recipient.
  void open_transaction() {
    client("EHLO client.example.org");
    client("MAIL FROM:<ann@example.org>");
    client("RCPT TO:<bob@example.com>");
  }
  std::string message(std::string_view content) {
    client("DATA");
    return octets(std::string(content) + ".\r\n");
  }

  Conversation& rejects_next(const Reply& reply) {
    verdicts_.push_back(reply);
    return *this;
  }
  Conversation& leaves_next_open() {
    leave_open_ = true;
    return *this;
  }
  std::string hang_up() {
    session_.end_of_input();
    run();
    return heard();
  }
  std::string clock(std::chrono::seconds now) {
    session_.expire(now);
    run();
    return heard();
  }

  /// Pulls events until there is nothing more to do.
  void run() {
    while (true) {
      const ServerEvent event = session_.next();
      if (std::holds_alternative<AwaitOutput>(event)) {
        if (session_.output().empty()) return;  // a reply that waits for its time
        drain();
        continue;
      }
      const bool idle =
          std::holds_alternative<NeedInput>(event) || std::holds_alternative<AwaitVerdict>(event);
      if (idle) return drain();
      if (const auto* closed = std::get_if<Closed>(&event)) {
        close_reason = closed->reason;
        return drain();
      }
      std::visit([this](const auto& e) { on(e); }, event);
    }
  }

  std::string heard() {
    drain();
    return std::exchange(heard_, {});
  }
  ServerSession& session() { return session_; }
  const Buffers& buffers() const { return buffers_; }

  std::string greeting;
  std::vector<std::string> events;
  std::string body;                   // all chunks of the message that is coming in
  std::vector<std::string> messages;  // the complete ones that were accepted
  std::vector<std::string> lines;     // what LIST and READ answer
  std::optional<CloseReason> close_reason;

 private:
  // The questions.
  void on(const Connected&) { answer("connected"); }
  void on(const Hello& hello) { answer("hello " + std::string(hello.name)); }
  void on(const Sender& sender) { answer("sender " + std::string(sender.path.text)); }
  void on(const Recipient& recipient) { answer("recipient " + std::string(recipient.path.text)); }
  void on(const MessageBegin&) {
    body.clear();
    answer("begin");
  }
  void on(const MessageEnd& end) {
    if (answer("end " + std::to_string(end.octets))) messages.push_back(body);
  }
  void on(const Verify& verify) { answer("verify " + std::string(verify.argument)); }
  void on(const Expand& expand) { answer("expand " + std::string(expand.argument)); }
  void on(const List& list) { answer_lines("list " + std::string(list.user.text)); }
  void on(const Read& read) {
    answer_lines("read " + std::string(read.user.text) + " " + std::string(read.name));
  }
  void on(const AnswerWanted&) {
    if (!lines_left_.empty()) {
      const std::size_t taken = session_.answer_text(lines_left_.front());
      lines_left_.front().erase(0, taken);
      if (lines_left_.front().empty()) lines_left_.pop_front();
      if (lines_left_.size() == 1 && !last_line_said_) {
        session_.answer_last_line();
        last_line_said_ = true;
      }
    } else {
      session_.answer_end();
    }
  }

  // The statements.
  void on(const FileName& name) { events.push_back("name " + std::string(name.name)); }
  void on(const BodyChunk& chunk) { body += chunk.octets; }
  void on(const TransactionDropped& dropped) {
    events.push_back("dropped " + std::to_string(static_cast<int>(dropped.reason)));
  }
  template <class Other>
  void on(const Other&) {}

  bool answer(std::string event) {
    events.push_back(std::move(event));
    if (std::exchange(leave_open_, false)) return false;
    if (verdicts_.empty()) {
      session_.accept();
      return true;
    }
    const Reply reply = verdicts_.front();
    verdicts_.pop_front();
    session_.reject(reply);
    return false;
  }
  void answer_lines(std::string event) {
    events.push_back(std::move(event));
    if (lines.empty()) return session_.accept("bob");
    lines_left_.assign(lines.begin(), lines.end());
    last_line_said_ = false;
    session_.accept_lines("bob");
    if (lines_left_.size() == 1) {
      session_.answer_last_line();
      last_line_said_ = true;
    }
  }
  void drain() {
    while (!session_.output().empty()) {
      const std::string_view run = session_.output().runs[0];
      heard_ += run;
      session_.sent(run.size());
    }
  }

  ServerOptions options_;
  Buffers buffers_;
  ServerSession session_;
  std::deque<Reply> verdicts_;
  std::deque<std::string> lines_left_;
  bool last_line_said_ = false;
  bool leave_open_ = false;
  std::string heard_;
};

}  // namespace heloport::engine
