// See reconnaissance.hpp.

#include "conformance/reconnaissance.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "conformance/case_steps.hpp"
#include "conformance/spoken_session.hpp"
#include "grammar/path.hpp"
#include "grammar/transcript.hpp"

namespace heloport::conformance {
namespace {

using Heard = SpokenSession::Heard;

constexpr std::string_view sender_default = "check@example.org";
constexpr std::string_view nobody_local_part = "heloport-check-nobody";
constexpr std::string_view foreign_default = "somebody@heloport-check.example";

std::string_view hello_verb(bool lmtp) {
  return lmtp ? "LHLO" : "EHLO";
}

/// One look. Each of its sessions is closed by QUIT.
class Scout {
 public:
  Scout(const Wishes& wishes, const LinkFactory& connect, const Patience& patience,
        std::vector<std::string>& notes)
      : wishes_(wishes), connect_(connect), patience_(patience), notes_(notes) {
    found_.entrance = wishes.entrance;
    found_.can_start_tls = wishes.can_start_tls;
    found_.from = wishes.from_given ? wishes.from : std::string(sender_default);
  }

  std::variant<Circumstances, std::string> look();

 private:
  std::optional<std::string> open();
  std::size_t performed(const std::vector<Step>& steps);
  bool perform(const Step& step);
  int ask(std::string_view line);
  void leave();
  void meet(Obstacle::Kind kind, std::string why);
  bool take_greeting();
  bool look_at_offers();
  bool take_other_protocol();
  void start_tls(const std::string& hello);
  void take_keywords(std::vector<std::string>& keywords);
  void look_at_addresses();
  void take_refused_login();
  bool find_sender();
  void find_recipients();
  void find_refused();
  bool takes(const std::string& recipient);
  bool refuses(const std::string& recipient);

  const Wishes& wishes_;
  const LinkFactory& connect_;
  const Patience& patience_;
  std::vector<std::string>& notes_;
  Circumstances found_;
  std::optional<SpokenSession> session_;
  Heard heard_ = Heard::reply;  // by the last step
  std::string odd_greeting_;    // a sentence; empty: it was 220
};

std::variant<Circumstances, std::string> Scout::look() {
  if (auto why = open()) return *std::move(why);
  const bool is_answered = take_greeting() && look_at_offers();
  leave();
  if (is_answered && !odd_greeting_.empty()) meet(Obstacle::Kind::session, odd_greeting_);
  if (is_answered) look_at_addresses();
  return std::move(found_);
}

/// The first obstacle is told: the others come of it.
void Scout::meet(Obstacle::Kind kind, std::string why) {
  if (found_.obstacle.kind != Obstacle::Kind::none) return;
  notes_.push_back(why);
  found_.obstacle = {kind, std::move(why)};
}

std::optional<std::string> Scout::open() {
  auto link = connect_();
  if (auto* why = std::get_if<std::string>(&link)) return std::move(*why);
  session_.emplace(std::get<std::unique_ptr<PeerLink>>(std::move(link)), patience_);
  return std::nullopt;
}

/// The code of the answer; 0: there is none.
int Scout::ask(std::string_view line) {
  if (!session_->say(std::string(line) + "\r\n")) return 0;
  return session_->hear() == Heard::reply ? session_->last().code : 0;
}

void Scout::leave() {
  if (!session_->closed()) ask("QUIT");
  session_.reset();
}

bool Scout::take_greeting() {
  const Heard heard = session_->hear();
  if (heard != Heard::reply) {
    meet(Obstacle::Kind::silence, heard == Heard::closed
                                      ? "the server closes the connection instead of a greeting"
                                      : "the server does not greet");
    return false;
  }
  const HeardReply& reply = session_->last();
  found_.greeting = grammar::escape(reply.lines.front());
  const std::string_view text = reply.text(0);
  found_.server = text.substr(0, text.find(' '));
  if (reply.code != 220) odd_greeting_ = "the greeting is " + found_.greeting;
  return true;
}

/// False: nothing more is to be found out.
bool Scout::look_at_offers() {
  const std::string verb(hello_verb(found_.entrance.lmtp));
  const std::string hello = verb + " " + found_.entrance.hello_name;
  const int code = ask(hello);
  if (code == 0) {
    const std::string before = odd_greeting_.empty() ? "" : odd_greeting_ + " and ";
    meet(Obstacle::Kind::silence, before + verb + " is not answered");
    return false;
  }
  if (code != 250) {
    if (take_other_protocol()) return false;
    meet(Obstacle::Kind::session, verb + " is not answered with 250");
    return true;
  }
  take_keywords(found_.clear_keywords);
  found_.keywords = found_.clear_keywords;
  if (found_.entrance.starttls) start_tls(hello);
  return true;
}

/// Who speaks LMTP knows no EHLO, and the other way round (RFC 2033, 4.1).
bool Scout::take_other_protocol() {
  const bool lmtp = found_.entrance.lmtp;
  const std::string_view other = hello_verb(!lmtp);
  if (ask(std::string(other) + " " + found_.entrance.hello_name) != 250) return false;
  meet(Obstacle::Kind::protocol, "the server answers " + std::string(other) + ", not " +
                                     std::string(hello_verb(lmtp)) +
                                     (lmtp ? ": try without --lmtp" : ": try --lmtp"));
  return true;
}

void Scout::start_tls(const std::string& hello) {
  if (ask("STARTTLS") != 220) {
    meet(Obstacle::Kind::session, "STARTTLS is not answered with 220");
  } else if (auto why = session_->start_tls()) {
    meet(Obstacle::Kind::session, "STARTTLS leads to no TLS: " + *why);
  } else if (ask(hello) == 250) {
    take_keywords(found_.keywords);
  }
}

void Scout::take_keywords(std::vector<std::string>& keywords) {
  keywords.clear();
  const HeardReply& reply = session_->last();
  for (std::size_t i = 1; i < reply.lines.size(); ++i) keywords.emplace_back(reply.text(i));
}

void Scout::look_at_addresses() {
  if (!wishes_.recipients.empty())
    found_.domain = grammar::parse_mailbox(wishes_.recipients.front()).domain;
  if (found_.domain.empty() && grammar::is_domain(found_.server)) found_.domain = found_.server;
  if (found_.domain.empty()) found_.domain = "example.org";
  if (open()) return;
  const std::vector<Step> way = opening_steps(Beginning::hello, found_);
  const std::size_t before_login = opening_steps(Beginning::secure, found_).size();
  const std::size_t done = performed(way);
  if (done < way.size()) {
    done < before_login ? meet(Obstacle::Kind::session, "the session does not come as far as MAIL")
                        : take_refused_login();
  } else if (find_sender()) {
    find_recipients();
    find_refused();
  }
  leave();
}

/// How many of the steps went well, from the first.
std::size_t Scout::performed(const std::vector<Step>& steps) {
  const auto failed =
      std::find_if(steps.begin(), steps.end(), [this](const Step& one) { return !perform(one); });
  return static_cast<std::size_t>(failed - steps.begin());
}

/// Where AUTH is not offered, or fails for now, the password may be right.
void Scout::take_refused_login() {
  const std::string login = "the login of " + found_.entrance.user;
  const auto offered = line_of(found_.keywords, "AUTH");
  if (!offered || offered->find("PLAIN") == std::string::npos) {
    return meet(Obstacle::Kind::session,
                "AUTH PLAIN is not offered" +
                    std::string(found_.inside_tls() ? "" : " in clear; --tls may help"));
  }
  if (heard_ != Heard::reply) return meet(Obstacle::Kind::session, login + " is not answered");
  const HeardReply& reply = session_->last();
  const std::string text = grammar::escape(reply.lines.back());
  if (reply.code / 100 != 5) {
    return meet(Obstacle::Kind::session, login + " is answered with " + text);
  }
  meet(Obstacle::Kind::login,
       "the server refused " + login + ": " + text + "; is the password right?");
}

bool Scout::perform(const Step& step) {
  if (const auto* say = std::get_if<Say>(&step.kind)) return session_->say(say->octets, say->shown);
  if (std::holds_alternative<ShakeHands>(step.kind)) return !session_->start_tls();
  const auto* hear = std::get_if<Hear>(&step.kind);
  heard_ = session_->hear();
  if (heard_ != Heard::reply) return false;
  return hear == nullptr || code_fits(hear->codes, session_->last().code);
}

bool Scout::find_sender() {
  // Any 2yz is a yes here; that it should be 250 is for a case to say.
  const int code = ask("MAIL FROM:<" + found_.from + ">");
  if (code / 100 == 2) return true;
  if (!wishes_.from_given && ask("MAIL FROM:<>") / 100 == 2) {
    found_.from.clear();
    return true;
  }
  found_.refuses_mail = code >= 400;
  meet(Obstacle::Kind::sender, "no sender is accepted; --from and --auth may help");
  return false;
}

bool Scout::takes(const std::string& recipient) {
  return ask("RCPT TO:<" + recipient + ">") / 100 == 2;
}

void Scout::find_recipients() {
  std::vector<std::string> candidates = wishes_.recipients;
  candidates.insert(candidates.end(), {"postmaster", "postmaster@" + found_.domain});
  for (const std::string& candidate : candidates) {
    if (!takes(candidate)) {
      if (&candidate < candidates.data() + wishes_.recipients.size()) {
        notes_.push_back("the recipient <" + candidate + "> is not accepted");
      }
    } else if (found_.rcpt.empty()) {
      found_.rcpt = candidate;
    } else if (found_.rcpt2.empty()) {
      found_.rcpt2 = candidate;
    }
  }
  if (found_.rcpt.empty()) {
    meet(Obstacle::Kind::recipient, "no recipient is accepted; --rcpt names one");
  }
}

bool Scout::refuses(const std::string& recipient) {
  return ask("RCPT TO:<" + recipient + ">") / 100 == 5;
}

void Scout::find_refused() {
  const std::string nobody = std::string(nobody_local_part) + "@" + found_.domain;
  if (refuses(nobody)) found_.nobody = nobody;
  if (refuses(std::string(foreign_default))) found_.foreign = foreign_default;
}

}  // namespace

std::variant<Circumstances, std::string> reconnoitre(const Wishes& wishes,
                                                     const LinkFactory& connect,
                                                     const Patience& patience,
                                                     std::vector<std::string>& notes) {
  return Scout(wishes, connect, patience, notes).look();
}

}  // namespace heloport::conformance
