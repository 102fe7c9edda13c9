// From an input to a conversation of a client. There are two forms of it; the first octet tells
// them apart.
//
// Mode, a bit each: LMTP, no hello, passwords in clear, silence at the end in place of the end of
// input, TLS verified, an obliging server, of the simple dialect; the highest one is the form.
//
// Spelled: hello name and content, each after an octet for its length; the number of calls; the
// calls, each an octet for the wish, one for the options, and a text after its length. The rest is
// what the server says, octet for octet.
//
// Led: the manners of greeting and hello (an octet, half for each), what the server does not offer
// (two); where an octet 0xFE follows, the hello name; then until nothing is left calls, each an
// octet for the wish, one for the options, one for the manners, and a text. Texts end with an octet
// 0xFF. A wish may be a whole dialogue. The server is obliging; its bit says that the application
// meddles.

#include <algorithm>
#include <array>
#include <iterator>

#include "fuzz/client_play.hpp"

namespace heloport::fuzz {
namespace {

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
  std::string_view text() { return take(octet()); }
  std::string_view text_to_mark() {
    const std::string_view taken = take(std::min(input_.find('\xff'), input_.size()));
    octet();
    return taken;
  }
  std::string_view rest() const { return input_; }

 private:
  std::string_view take(std::size_t octets) {
    const std::string_view taken = input_.substr(0, octets);
    input_.remove_prefix(taken.size());
    return taken;
  }

  std::string_view input_;
};

// The spelled form has the wishes of its time, and its options where they meant something.
constexpr std::size_t spelled_wishes = 18;

std::uint8_t spelled_options(Wish wish, unsigned options) {
  const bool gives_content = wish == Wish::data || wish == Wish::named_data ||
                             wish == Wish::chunk || wish == Wish::last_chunk;
  if (gives_content || wish == Wish::starttls) return 0;
  return static_cast<std::uint8_t>(wish == Wish::auth ? options & mechanism_bits : options);
}

void take_spelled(Front& front, ClientScenario& scenario) {
  const std::string_view name = front.text();
  if (!name.empty()) scenario.options.hello_name = name;
  scenario.content = front.text();
  for (unsigned left = front.octet() % 32; left > 0 && !front.rest().empty(); --left) {
    WishedCommand call;
    call.wish = static_cast<Wish>(front.octet() % spelled_wishes);
    call.options = spelled_options(call.wish, front.octet());
    call.text = front.text();
    scenario.calls.push_back(call);
  }
  scenario.server = front.rest();
}

/// What is asked for one after the other. The text is about one of them.
using Dialogue = std::vector<WishedCommand>;

WishedCommand mail_of_ann(Wish wish, unsigned options) {
  return {.wish = wish, .options = static_cast<std::uint8_t>(options), .text = "ann@example.org"};
}

Dialogue message(std::uint8_t options, std::string_view content) {
  return {mail_of_ann(Wish::mail, 0),
          {.wish = Wish::rcpt, .text = "bob@example.org"},
          {.wish = Wish::data, .options = options, .text = {}, .content = content}};
}

Dialogue file(std::uint8_t options, std::string_view name) {
  return {mail_of_ann(Wish::mail, 0),
          {.wish = Wish::rcpt, .text = "bob@example.org"},
          {.wish = Wish::named_data, .options = options, .text = name, .content = "one\r\n"}};
}

Dialogue chunks(std::uint8_t options, std::string_view content) {
  const std::size_t half = content.size() / 2;
  return {mail_of_ann(Wish::mail, 0),
          {.wish = Wish::rcpt, .text = "bob@example.org"},
          {.wish = Wish::chunk, .options = options, .text = content.substr(0, half)},
          {.wish = Wish::last_chunk, .options = options, .text = content.substr(half)}};
}

Dialogue login(std::uint8_t options, std::string_view response) {
  return {{.wish = Wish::auth, .options = options, .text = response}, mail_of_ann(Wish::mail, 0)};
}

Dialogue secure_login(std::uint8_t options, std::string_view response) {
  return {{.wish = Wish::starttls, .text = {}},
          {.wish = Wish::auth, .options = options, .text = response}};
}

// Half of the manners are good: a dialogue is to get somewhere.
Manner manner_of(unsigned octet) {
  static constexpr std::array<Manner, 16> manners{
      Manner::well,      Manner::well,      Manner::well,     Manner::well,
      Manner::well,      Manner::well,      Manner::later,    Manner::never,
      Manner::gone,      Manner::otherwise, Manner::and_more, Manner::in_lines,
      Manner::at_length, Manner::broken,    Manner::silent,   Manner::deaf};
  return manners[octet % manners.size()];
}

bool has_end(const WishedCommand& call) {
  return call.wish == Wish::data || call.wish == Wish::named_data;
}

// Each command of a dialogue can be the one that is not answered well.
void set_manner(Dialogue& dialogue, unsigned octet) {
  const Manner manner = manner_of(octet & 15u);
  const unsigned ends = has_end(dialogue.back()) ? 1 : 0;
  const std::size_t which = (octet >> 4) % (dialogue.size() + ends);
  if (which < dialogue.size()) {
    dialogue[which].manner = manner;
  } else {
    dialogue.back().end_manner = manner;
  }
}

Dialogue take_dialogue(Front& front) {
  using Lead = Dialogue (*)(std::uint8_t, std::string_view);
  static constexpr std::array<Lead, 12> leads{message, message, message, message,
                                              message, file,    chunks,  chunks,
                                              chunks,  login,   login,   secure_login};
  const std::size_t what = front.octet() % (wishes + leads.size());
  const auto options = static_cast<std::uint8_t>(front.octet());
  const unsigned manner = front.octet();
  const std::string_view text = front.text_to_mark();
  Dialogue dialogue;
  if (what < wishes) {
    dialogue = {{.wish = static_cast<Wish>(what), .options = options, .text = text}};
  } else {
    dialogue = leads[what - wishes](options, text);
  }
  set_manner(dialogue, manner);
  return dialogue;
}

void take_led(Front& front, ClientScenario& scenario) {
  constexpr std::size_t calls_max = 48;
  scenario.meddles = std::exchange(scenario.obliging, true);
  const unsigned manners = front.octet();
  scenario.greeting = manner_of(manners & 15u);
  scenario.hello = manner_of(manners >> 4);
  scenario.withheld = front.octet();
  scenario.withheld |= front.octet() << 8;
  if (front.rest().starts_with('\xfe')) {
    front.octet();
    scenario.options.hello_name = front.text_to_mark();
  }
  while (!front.rest().empty() && scenario.calls.size() < calls_max) {
    Dialogue dialogue = take_dialogue(front);
    std::move(dialogue.begin(), dialogue.end(), std::back_inserter(scenario.calls));
  }
}

}  // namespace

ClientScenario client_scenario_of(std::string_view input) {
  Front front(input);
  ClientScenario scenario;
  const unsigned mode = front.octet();
  if ((mode & 1u) != 0) scenario.options.protocol = engine::Protocol::lmtp;
  scenario.options.say_hello = (mode & 2u) == 0;
  scenario.options.passwords_in_clear = (mode & 4u) != 0;
  scenario.silent = (mode & 8u) != 0;
  scenario.verified = (mode & 16u) != 0;
  scenario.obliging = (mode & 32u) != 0;
  scenario.simple = (mode & 64u) != 0;
  if ((mode & 128u) != 0) {
    take_led(front, scenario);
  } else {
    take_spelled(front, scenario);
  }
  return scenario;
}

}  // namespace heloport::fuzz
