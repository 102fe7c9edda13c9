// How a client session is played. See client_play.hpp.

#include "fuzz/client_play.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>
#include <variant>

#include "fuzz/search_count.hpp"

namespace heloport::fuzz {
namespace {

using namespace engine;

constexpr std::string_view sender = "ann@example.org";
constexpr std::string_view file_name_keyword = "FILENAME: ";

/// Texts and numbers off the front of an input.
class Front {
 public:
  explicit Front(std::string_view input) : input_(input) {}
  unsigned octet() {
    if (input_.empty()) return 0;
    const auto one = static_cast<unsigned char>(input_[0]);
    input_.remove_prefix(1);
    return one;
  }
  std::string_view text() {
    const std::size_t octets = octet();
    const std::string_view taken = input_.substr(0, octets);
    input_.remove_prefix(taken.size());
    return taken;
  }
  std::string_view rest() const { return input_; }

 private:
  std::string_view input_;
};

Step step_of(Wish wish) {
  static constexpr std::array<Step, wishes> steps{
      Step::mail,     Step::rcpt,   Step::data,   Step::chunk,   Step::message, Step::reset,
      Step::noop,     Step::verify, Step::expand, Step::help,    Step::list,    Step::read,
      Step::starttls, Step::auth,   Step::quit,   Step::unasked, Step::mail,    Step::data};
  return steps[static_cast<std::size_t>(wish)];
}

constexpr std::string_view greeting = "220 mx.example.org ESMTP\r\n";
constexpr std::string_view simple_greeting = "220 SimpleSMTP Server Ready\r\n";
constexpr std::string_view offer =
    "250-mx.example.org\r\n250-PIPELINING\r\n250-SIZE 1000000\r\n250-8BITMIME\r\n"
    "250-SMTPUTF8\r\n250-CHUNKING\r\n250-BINARYMIME\r\n250-DSN\r\n250-STARTTLS\r\n"
    "250-REQUIRETLS\r\n250-AUTH PLAIN SCRAM-SHA-256\r\n250-DELIVERBY\r\n250-XLIST\r\n"
    "250-XREAD\r\n250-LIMITS MAILMAX=3 RCPTMAX=4 RCPTDOMAINMAX=2\r\n250 FUTURERELEASE 1000000 "
    "2037-12-31T23:59:59Z\r\n";

// What accepts a command that was asked for.
std::string_view accepting_reply(Step step) {
  switch (step) {
    case Step::data:
      return "354 Go\r\n";
    case Step::auth:
      return "235 Welcome\r\n";
    case Step::starttls:
      return "220 Go\r\n";
    case Step::quit:
      return "221 Bye\r\n";
    default:
      return "250 Ok\r\n";
  }
}

/// The transport, the server and the application of one conversation.
class ClientPlayer {
 public:
  ClientPlayer(const ClientScenario& scenario, std::size_t piece, Buffers& buffers)
      : scenario_(scenario), piece_(piece), session_(scenario.options, buffers) {
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
    trace_.octets_given = given_;
    trace_.server = server_;
    trace_.leniency = session_.dialect().leniency;
    return std::move(trace_);
  }

 private:
  std::size_t pulls_max() const {
    return 256 + 16 * (server_.size() + scenario_.content.size() + scenario_.calls.size() * 300);
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
    drain();
    if (session_.awaits_tls() && given_ == piece_end_) {
      trace_.answers_text += "tls\n";
      return session_.tls_started(scenario_.verified);
    }
    give();
  }
  void on(const DrainOutput&) {
    if (session_.output().empty()) trace_.broken = "output is full and empty";
    drain();
  }
  void on(const YourTurn&) {
    if (speak()) return;
    drain();
    give();
  }
  void on(const BodyWanted&) {
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
    if (!own && outstanding_ > 0) --outstanding_;
    const bool content = answer.step == Step::data && answer.code < 400;
    if (content) writing_data_ = true;
  }
  void on(const Challenge&) {
    const bool cancels = trace_.responses++ % 3 == 2;
    const CommandFault fault =
        cancels ? session_.cancel_auth() : session_.respond(scenario_.content.substr(0, 64));
    if (fault != CommandFault::none) trace_.broken = "a challenge cannot be answered";
    if (!cancels) ++trace_.intents.back().responses;
  }
  void on(const ClientClosed& closed) {
    trace_.closed = closed.reason;
    trace_.answers_text += "closed " + std::to_string(static_cast<int>(closed.reason)) + '\n';
    over_ = true;
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
    std::memcpy(room.data(), server_.data() + given_, n);
    session_.received(n);
    given_ += n;
  }
  std::size_t next_end() {
    while (next_end_ < ends_.size() && ends_[next_end_] <= given_) ++next_end_;
    return next_end_ < ends_.size() ? ends_[next_end_] : given_;
  }
  void oblige() {
    server_ += obliging_reply();
    piece_end_ = server_.size();
  }
  // Nothing where nothing was asked.
  std::string_view obliging_reply() {
    if (trace_.answers.empty()) return scenario_.simple ? simple_greeting : greeting;
    if (hello_waits()) {
      hellos_answered_until_ = trace_.wire.size();
      return offer;
    }
    if (outstanding_ == 0) return {};
    const Intent& asked = trace_.intents[trace_.intents.size() - outstanding_];
    if (asked.step == Step::auth) return reply_in_exchange(asked);
    return accepting_reply(asked.step);
  }
  // One challenge, or as many as the client likes until it cancels.
  std::string_view reply_in_exchange(const Intent& asked) {
    if (trace_.wire.ends_with("\r\n*\r\n")) return "501 Cancelled\r\n";
    const bool insists = (asked.call.options & 4u) != 0;
    challenged_ = insists || !challenged_;
    return challenged_ ? "334 \r\n" : accepting_reply(Step::auth);
  }
  // The session says it by itself, and waits for its answer before it says anything else.
  bool hello_waits() const {
    const std::string_view said = std::string_view(trace_.wire).substr(hellos_answered_until_);
    const std::size_t before = said.rfind('\n', said.empty() ? 0 : said.size() - 2);
    const std::string_view last = before == said.npos ? said : said.substr(before + 1);
    return last.starts_with("EHLO ") || last.starts_with("HELO ") || last.starts_with("LHLO ");
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
    ended_ = true;
    session_.end_of_input();
  }
  void drain() {
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
    trace_.intents.push_back({.wish = call.wish, .call = call, .step = step_of(call.wish)});
    ++outstanding_;
    if (call.wish == Wish::chunk || call.wish == Wish::last_chunk) written_ = 0;
  }

  CommandFault say(const WishedCommand& call) {
    switch (call.wish) {
      case Wish::mail:
        return say_mail(call);
      case Wish::rcpt:
        return say_rcpt(call);
      case Wish::held_mail:
        return session_.mail(sender, {.hold = hold_of(call)});
      case Wish::data:
      case Wish::named_data:
        written_ = 0;
        name_due_ = call.wish == Wish::named_data;
        return session_.data();
      case Wish::chunk:
      case Wish::last_chunk:
        return session_.chunk(call.text.size(), call.wish == Wish::last_chunk);
      case Wish::reset:
        return session_.reset();
      case Wish::noop:
        return session_.noop();
      case Wish::verify:
        return session_.verify(call.text);
      case Wish::expand:
        return session_.expand(call.text);
      case Wish::help:
        return session_.help(call.text);
      case Wish::list:
        return session_.list(call.text);
      case Wish::read:
        return session_.read((call.options & 1u) != 0 ? sender : call.text,
                             (call.options & 1u) != 0 ? call.text : "a.txt");
      case Wish::starttls:
        return session_.starttls();
      case Wish::auth:
        return say_auth(call);
      case Wish::quit:
        return session_.quit();
      case Wish::abandon:
        session_.abandon();
        return CommandFault::none;
    }
    return CommandFault::none;
  }

  CommandFault say_mail(const WishedCommand& call) {
    MailOptions options;
    const unsigned bits = call.options;
    if ((bits & 1u) != 0) options.size_octets = 64;
    if ((bits & 2u) != 0) options.body = BodyType::eight_bit_mime;
    options.smtputf8 = (bits & 4u) != 0;
    if ((bits & 8u) != 0) options.ret = Ret::headers;
    if ((bits & 16u) != 0) options.envid = call.text;
    if ((bits & 32u) != 0) options.auth = call.text;
    if ((bits & 64u) != 0) options.deliver_by = DeliverBy{.seconds = 600};
    options.requiretls = (bits & 128u) != 0;
    return session_.mail((bits & 48u) != 0 ? sender : call.text, options);
  }
  static Hold hold_of(const WishedCommand& call) {
    if (call.text.empty()) return {.seconds = call.options};
    return {.until = call.text};
  }
  CommandFault say_rcpt(const WishedCommand& call) {
    RcptOptions options;
    if ((call.options & 1u) != 0) options.notify = Notify{.failure = true};
    if ((call.options & 2u) != 0) options.orcpt = OriginalRecipient{.address = call.text};
    if ((call.options & 6u) == 6u) options.orcpt->addr_type = "utf-8";
    return session_.rcpt((call.options & 2u) != 0 ? sender : call.text, options);
  }
  CommandFault say_auth(const WishedCommand& call) {
    if ((call.options & 1u) != 0) return session_.auth(call.text);
    return session_.auth((call.options & 2u) != 0 ? "PLAIN" : "SCRAM-SHA-256", call.text);
  }

  // False where nothing more can be done.
  bool write() {
    if (writing_data_) return write_data();
    const auto chunk = std::find_if(trace_.intents.begin(), trace_.intents.end(), [](auto& one) {
      const bool chunked = one.wish == Wish::chunk || one.wish == Wish::last_chunk;
      return chunked && !one.content_complete && !one.call.text.empty();
    });
    if (chunk == trace_.intents.end()) return false;
    const std::string_view rest = chunk->call.text.substr(written_);
    const std::size_t taken = session_.body(rest);
    written_ += taken;
    chunk->content += rest.substr(0, taken);
    chunk->content_complete = written_ == chunk->call.text.size();
    return taken > 0 || session_.finished();
  }
  bool write_data() {
    Intent& data = *std::find_if(trace_.intents.rbegin(), trace_.intents.rend(),
                                 [](auto& one) { return one.step == Step::data; });
    if (std::exchange(name_due_, false)) say_file_name(data);
    const std::string_view rest = scenario_.content.substr(written_);
    if (!rest.empty()) {
      const std::size_t taken = session_.body(rest);
      written_ += taken;
      data.content += rest.substr(0, taken);
      return taken > 0 || session_.finished();
    }
    if (!session_.finish()) return session_.finished();
    data.content_complete = true;
    writing_data_ = false;
    trace_.intents.push_back({.wish = Wish::data, .call = {}, .step = Step::message});
    ++outstanding_;
    return true;
  }

  void say_file_name(Intent& data) {
    data.named = session_.file_name(data.call.text) == CommandFault::none;
    if (!data.named) return;
    data.content.append(file_name_keyword).append(data.call.text).append("\r\n");
  }

  const ClientScenario& scenario_;
  std::size_t piece_;
  ClientSession session_;
  ClientTrace trace_;
  std::string server_;             // without glue
  std::vector<std::size_t> ends_;  // of what comes together, in it
  std::size_t next_end_ = 0;
  std::size_t given_ = 0;
  std::size_t piece_end_ = 0;
  std::size_t next_call_ = 0;
  std::size_t outstanding_ = 0;
  std::size_t written_ = 0;
  std::size_t hellos_answered_until_ = 0;  // in trace_.wire
  bool challenged_ = false;                // by an obliging server, and not yet accepted
  engine::Time now_{0};
  bool writing_data_ = false;
  bool name_due_ = false;  // of a file, in front of the content
  bool quitted_ = false;
  bool ended_ = false;
  bool over_ = false;
};

}  // namespace

ClientScenario client_scenario_of(std::string_view input) {
  Front front(input);
  ClientScenario scenario;
  const unsigned mode = front.octet();
  if ((mode & 1u) != 0) scenario.options.protocol = Protocol::lmtp;
  scenario.options.say_hello = (mode & 2u) == 0;
  scenario.options.passwords_in_clear = (mode & 4u) != 0;
  scenario.silent = (mode & 8u) != 0;
  scenario.verified = (mode & 16u) != 0;
  scenario.obliging = (mode & 32u) != 0;
  scenario.simple = (mode & 64u) != 0;
  const std::string_view name = front.text();
  if (!name.empty()) scenario.options.hello_name = name;
  scenario.content = front.text();
  for (unsigned left = front.octet() % 32; left > 0 && !front.rest().empty(); --left) {
    WishedCommand call;
    call.wish = static_cast<Wish>(front.octet() % wishes);
    call.options = static_cast<std::uint8_t>(front.octet());
    call.text = front.text();
    scenario.calls.push_back(call);
  }
  scenario.server = front.rest();
  return scenario;
}

ClientTrace play(const ClientScenario& scenario, std::size_t piece) {
  static Buffers buffers(1);
  ClientTrace trace = ClientPlayer(scenario, piece, buffers).play();
  trace.blocks_left = buffers.input.leased() + buffers.output.leased();
  return trace;
}

}  // namespace heloport::fuzz
