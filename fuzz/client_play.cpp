// How a client session is played. See client_play.hpp.

#include "fuzz/client_play.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>
#include <variant>

#include "fuzz/client_calls.hpp"
#include "fuzz/obliging_server.hpp"
#include "fuzz/search_count.hpp"

namespace heloport::fuzz {
namespace {

using namespace engine;

constexpr std::string_view file_name_keyword = "FILENAME: ";
// More than the output of a session has room for.
std::string repeated(std::string_view content) {
  constexpr std::size_t octets_min = engine::output_block_octets + 4096;
  std::string text;
  while (!content.empty() && text.size() < octets_min) text += content;
  return text;
}

/// The transport, the server and the application of one conversation.
class ClientPlayer {
 public:
  ClientPlayer(const ClientScenario& scenario, std::size_t piece, Buffers& buffers)
      : scenario_(scenario),
        piece_(piece),
        session_(scenario.options, buffers),
        obliging_(scenario) {
    cut_server();
  }

  ClientTrace play() {
    session_.expire(now_);
    while (!over_ && trace_.broken.empty()) {
      // A session that ends early lets go of what did not leave, so it matters that it leaves now.
      drain();
      const std::size_t searched = octets_searched();
      const ClientEvent event = session_.next();
      trace_.searched += octets_searched() - searched;
      if (++trace_.pulls > pulls_max()) trace_.broken = "the session spins";
      std::visit([this](const auto& each) { on(each); }, event);
    }
    drain();
    if (!session_.finished()) session_.abandon();
    if (session_.peer_is_done()) trace_.broken = "a server has asked for the end";
    trace_.octets_given = given_;
    trace_.server = server_;
    trace_.leniency = session_.dialect().leniency;
    return std::move(trace_);
  }

 private:
  std::size_t pulls_max() const {
    const std::size_t content = scenario_.calls.size() * (scenario_.content.size() + 300);
    return 256 + 16 * (server_.size() + content + long_content_.size());
  }

  // Where replies end: at a line that no hyphen continues.
  void cut_server() {
    std::size_t line = 0;
    for (const char c : scenario_.server) {
      if (c == glue && line == server_.size()) {
        if (!ends_.empty() && ends_.back() == server_.size()) ends_.pop_back();
        continue;
      }
      server_ += c;
      if (c != '\n') continue;
      const bool more = server_.size() - line > 4 && server_[line + 3] == '-';
      line = server_.size();
      if (!more) ends_.push_back(line);
    }
    if (ends_.empty() || ends_.back() != server_.size()) ends_.push_back(server_.size());
  }

  void on(const NeedReply&) {
    meddle(commands | contents | responses);
    drain();
    if (session_.awaits_tls() && given_ == piece_end_) return begin_tls();
    give();
  }
  void on(const DrainOutput&) {
    if (session_.output().empty()) trace_.broken = "output is full and empty";
    if (obliging_.deaf()) return give_end();
    drain();
  }
  void on(const YourTurn&) {
    meddle(contents | responses);
    if (scenario_.meddles && !refuses_long_login(session_)) trace_.broken = "a long login is taken";
    if (speak()) return;
    drain();
    give();
  }
  void on(const BodyWanted&) {
    meddle(commands | responses);
    if (scenario_.meddles && !refuses_late_name()) trace_.broken = "a name comes behind content";
    if (hesitate()) return;
    if (!write()) {
      drain();
      give();
    }
  }
  void on(const ReplyText&) {}
  void on(const Answered& answer) {
    trace_.answers.push_back({answer.step, answer.code, {}, {}, answer.recipient});
    trace_.answers_text += std::to_string(static_cast<int>(answer.step)) + ' ' +
                           std::to_string(answer.code) + ' ' + std::string(answer.text) + '\n';
    const bool own =
        answer.step == Step::greeting || answer.step == Step::hello || answer.step == Step::unasked;
    if (!own && outstanding_ > 0) look_at_end(answer);
    if (!own && outstanding_ > 0) --outstanding_;
    const bool content = answer.step == Step::data && answer.code < 400;
    if (content) writing_data_ = true;
  }
  void on(const Challenge&) {
    meddle(commands | contents);
    const unsigned options = trace_.intents.back().call.options;
    if ((options & drops_challenge) != 0) return session_.abandon();
    if ((options & ends_at_challenge) != 0) return end_input();
    think();
    const bool cancels = trace_.responses++ % 3 == 2;
    const std::string_view text = trace_.intents.back().call.text;
    const std::string_view response = scenario_.content.empty() ? text : scenario_.content;
    const CommandFault fault =
        cancels ? session_.cancel_auth() : session_.respond(response.substr(0, 64));
    if (fault != CommandFault::none) trace_.broken = "a challenge cannot be answered";
    if (!cancels) ++trace_.intents.back().responses;
  }
  void on(const ClientClosed& closed) {
    trace_.closed = closed.reason;
    trace_.answers_text += "closed " + std::to_string(static_cast<int>(closed.reason)) + '\n';
    meddle(commands | contents | responses);
    if (!session_.input().empty()) trace_.broken = "a session that is over asks for octets";
    over_ = true;
  }

  bool refuses_late_name() {
    const bool begun = writing_data_ && !open_content().content.empty();
    return !begun || session_.file_name("a.txt") == CommandFault::not_your_turn;
  }

  // Until the response nothing is to be done; time passes, and one that is too long is none.
  void think() {
    if (!scenario_.meddles) return;
    session_.expire(now_);
    if (!std::holds_alternative<NeedReply>(session_.next())) trace_.broken = "a challenge is lost";
    if (!refuses_long_response(session_)) trace_.broken = "a response of any length is taken";
  }

  // Whoever answers to the end of a content that has not ended answers something else (RFC 5321,
  // 3.3), and what it says is no promise.
  void look_at_end(const Answered& answer) {
    const Intent& about = trace_.intents[trace_.intents.size() - outstanding_];
    const bool chunk = about.wish == Wish::chunk || about.wish == Wish::last_chunk;
    const bool open = chunk && !about.content_complete && !about.call.text.empty();
    if (open && answer.positive()) trace_.broken = "an answer before the end of a chunk counts";
  }

  // The server's side.

  void give() {
    if (given_ == piece_end_) piece_end_ = next_end();
    if (given_ == piece_end_ && scenario_.obliging && !session_.awaits_tls()) oblige();
    if (given_ == piece_end_) return give_end();
    const std::span<char> room = session_.input();
    if (room.empty()) {
      trace_.broken = "asks for a reply and has no room for it";
      return;
    }
    std::size_t n = std::min(piece_end_ - given_, room.size());
    if (piece_ != 0) n = std::min(n, piece_);
    session_.expire(now_);
    std::memcpy(room.data(), server_.data() + given_, n);
    session_.received(n);
    given_ += n;
  }
  std::size_t next_end() {
    while (next_end_ < ends_.size() && ends_[next_end_] <= given_) ++next_end_;
    return next_end_ < ends_.size() ? ends_[next_end_] : given_;
  }
  void oblige() { bring(obliging_.reply(trace_, outstanding_)); }
  void bring(const ObligingServer::Reply& reply) {
    server_ += reply.octets;
    trace_.glued |= reply.together;
    trace_.deaf = obliging_.deaf();
    piece_end_ = server_.size();
  }
  void give_end() {
    const auto due = scenario_.silent && !ended_ ? session_.deadline() : std::nullopt;
    if (due) {
      now_ = std::max(now_, *due);
      return session_.expire(now_);
    }
    if (ended_) {  // a turn that is passed for ever, at the end of input
      over_ = true;
      return;
    }
    end_input();
  }
  void end_input() {
    ended_ = true;
    session_.end_of_input();
  }
  void begin_tls() {
    trace_.answers_text += "tls\n";
    const Answered& last = trace_.answers.back();
    const bool agreed = last.step == Step::starttls && last.positive();
    if (!agreed) trace_.broken = "TLS begins that the server refused";
    const unsigned options = trace_.intents.back().call.options;
    if ((options & drops_tls) != 0) return session_.abandon();
    if ((options & ends_at_tls) != 0) return end_input();
    session_.expire(now_);
    session_.tls_started(scenario_.verified);
  }
  void drain() {
    if (obliging_.deaf()) return;
    while (!session_.output().empty()) {
      for (const std::string_view run : session_.output().runs) trace_.wire += run;
      session_.sent(session_.output().size());
    }
  }

  // The application.

  // True if something was said. Within one turn what cannot be said is left out: whoever lets the
  // turn pass sees what the server has said unasked.
  bool speak() {
    while (next_call_ < scenario_.calls.size()) {
      const WishedCommand& call = scenario_.calls[next_call_];
      const CommandFault fault = say(call);
      // What waits for replies is tried again.
      if (fault == CommandFault::not_your_turn && outstanding_ > 0) return false;
      ++next_call_;
      if (call.wish == Wish::abandon) return true;
      if (fault != CommandFault::none) continue;
      note(call);
      return true;
    }
    return !quitted_ && quit();
  }
  bool quit() {
    const CommandFault fault = session_.quit();
    quitted_ = fault == CommandFault::none;
    if (quitted_) note({.wish = Wish::quit, .text = {}});
    return quitted_;
  }
  void note(const WishedCommand& call) {
    trace_.intents.push_back({.wish = call.wish,
                              .call = call,
                              .step = step_of(call.wish),
                              .inside_tls = session_.inside_tls()});
    ++outstanding_;
    if (call.wish == Wish::chunk || call.wish == Wish::last_chunk) written_ = 0;
    hesitated_ = false;
  }

  CommandFault say(const WishedCommand& call) {
    return step_of(call.wish) == Step::data ? say_data(call) : make(session_, call);
  }

  CommandFault say_data(const WishedCommand& call) {
    const CommandFault fault = session_.data();
    if (fault != CommandFault::none) return fault;
    written_ = 0;
    name_due_ = call.wish == Wish::named_data;
    data_ = call.content.empty() ? scenario_.content : call.content;
    if ((call.options & is_long) == 0) return fault;
    long_content_ = repeated(data_);
    data_ = long_content_;
    return fault;
  }
  // The content that is being given, from the front of what is still to give.

  Intent& open_content() {
    const auto open =
        std::find_if(trace_.intents.rbegin(), trace_.intents.rend(), [this](auto& one) {
          const bool chunked = one.wish == Wish::chunk || one.wish == Wish::last_chunk;
          const bool is_open = chunked ? !one.call.text.empty() : one.step == Step::data;
          return is_open && !one.content_complete && chunked != writing_data_;
        });
    if (open != trace_.intents.rend()) return *open;
    trace_.broken = "content is wanted that nobody announced";
    return trace_.intents.back();
  }
  // One turn passes in front of each piece: what the server says meanwhile is seen.
  bool hesitate() {
    if (!trace_.broken.empty()) return true;
    const Intent& content = open_content();
    if ((content.call.options & hesitates) != 0) hesitated_ = !hesitated_;
    if (hesitated_ && given_ == piece_end_) {
      drain();
      bring(obliging_.early(content));
      if (given_ != piece_end_) give();
    }
    return hesitated_;
  }
  // False where nothing more can be done.
  bool write() {
    Intent& content = open_content();
    if ((content.call.options & drops_out) != 0 && !content.content.empty()) {
      session_.abandon();
      return true;
    }
    return writing_data_ ? write_data(content) : write_chunk(content);
  }
  // It is given more than was announced: the chunk ends nevertheless where it should.
  bool write_chunk(Intent& chunk) {
    const std::string_view rest = piece_of(chunk.call.text, chunk);
    const std::size_t left = chunk.call.text.size() - written_;
    const bool last_piece = rest.size() == left;
    const std::size_t taken = session_.body(std::string(rest) + (last_piece ? "more\r\n" : ""));
    if (taken > left) trace_.broken = "a chunk took more than was announced";
    written_ += taken;
    chunk.content += rest.substr(0, taken);
    chunk.content_complete = written_ == chunk.call.text.size();
    return taken > 0 || session_.finished();
  }
  bool write_data(Intent& data) {
    if (std::exchange(name_due_, false)) say_file_name(data);
    const std::string_view rest = piece_of(data_, data);
    if (!rest.empty()) {
      const std::size_t taken = session_.body(rest);
      written_ += taken;
      data.content += rest.substr(0, taken);
      return taken > 0 || session_.finished();
    }
    if (!session_.finish()) return session_.finished();
    data.content_complete = true;
    writing_data_ = false;
    const Manner manner = data.call.end_manner;
    trace_.intents.push_back(
        {.wish = Wish::data, .call = {.text = {}, .manner = manner}, .step = Step::message});
    ++outstanding_;
    return true;
  }
  std::string_view piece_of(std::string_view content, const Intent& intent) const {
    const bool lengthy = intent.step == Step::data && (intent.call.options & is_long) != 0;
    const std::size_t octets = std::size_t{intent.call.options} >> piece_bits << (lengthy ? 9 : 0);
    const std::string_view rest = content.substr(std::min(written_, content.size()));
    return octets == 0 ? rest : rest.substr(0, octets);
  }

  void say_file_name(Intent& data) {
    data.named = session_.file_name(data.call.text) == CommandFault::none;
    if (!data.named) return;
    data.content.append(file_name_keyword).append(data.call.text).append("\r\n");
  }

  // What has no place where the session stands is refused, and leaves nothing.
  void meddle(unsigned what) {
    if (!scenario_.meddles) return;
    const std::size_t before = session_.output().size();
    if (!refuses(session_, what)) trace_.broken = "a call is taken that has no place";
    if (session_.output().size() != before) trace_.broken = "a call is refused and says something";
  }

  const ClientScenario& scenario_;
  std::size_t piece_;
  ClientSession session_;
  ObligingServer obliging_;
  std::string_view data_;  // what is sent with DATA
  std::string long_content_;
  ClientTrace trace_;
  std::string server_;             // without glue
  std::vector<std::size_t> ends_;  // of what comes together, in it
  std::size_t next_end_ = 0;
  std::size_t given_ = 0;
  std::size_t piece_end_ = 0;
  std::size_t next_call_ = 0;
  std::size_t outstanding_ = 0;
  std::size_t written_ = 0;
  engine::Time now_{0};
  bool writing_data_ = false;
  bool name_due_ = false;  // of a file, in front of the content
  bool hesitated_ = false;
  bool quitted_ = false;
  bool ended_ = false;
  bool over_ = false;
};

}  // namespace

ClientTrace play(const ClientScenario& scenario, std::size_t piece) {
  static Buffers buffers(1);
  ClientTrace trace = ClientPlayer(scenario, piece, buffers).play();
  trace.blocks_left = buffers.input.leased() + buffers.output.leased();
  return trace;
}

}  // namespace heloport::fuzz
