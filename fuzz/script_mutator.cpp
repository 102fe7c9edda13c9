// See script_mutator.hpp.

#include "fuzz/script_mutator.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <utility>

namespace heloport::fuzz {
namespace {

constexpr std::size_t text_octets_max = 256;

using Events = std::vector<Event>;

std::size_t any_place(const Events& events, Chance& chance) {
  return chance.below(events.size() + 1);
}

Events::iterator iterator_at(Events& events, std::size_t place) {
  return events.begin() + static_cast<std::ptrdiff_t>(place);
}

// Numbers near which implementations break.
std::uint32_t odd_number(Chance& chance) {
  static constexpr std::array<std::uint32_t, 24> numbers{
      0,   1,   2,   3,   5,    10,   20,   21,    64,    99,    100,    101,
      511, 512, 513, 998, 1000, 4095, 4096, 16384, 32767, 32768, 300000, 301000};
  return numbers[chance.below(numbers.size())];
}

Event any_event(Chance& chance) {
  // Half of them is what peers say; settings are rare, for they change everything.
  static constexpr std::array kinds{
      EventKind::token, EventKind::token,  EventKind::token,  EventKind::token,
      EventKind::token, EventKind::token,  EventKind::line,   EventKind::octets,
      EventKind::fill,  EventKind::again,  EventKind::chunk,  EventKind::response,
      EventKind::split, EventKind::answer, EventKind::answer, EventKind::tls,
      EventKind::act,   EventKind::act,    EventKind::setting};
  Event event{.kind = kinds[chance.below(kinds.size())]};
  event.a = static_cast<std::uint8_t>(chance.below(256));
  event.b = static_cast<std::uint8_t>(chance.below(256));
  event.n = odd_number(chance);
  const bool words = event.kind == EventKind::line || event.kind == EventKind::octets ||
                     event.kind == EventKind::chunk;
  if (words) event.text = tokens()[chance.below(tokens().size())];
  if (event.kind == EventKind::line) event.text.resize(event.text.size() - 1);
  if (event.kind == EventKind::response) event.text = std::string("\0ann\0secret", 11);
  if (event.kind == EventKind::token) event.a %= static_cast<std::uint8_t>(tokens().size());
  return event;
}

Event token(std::uint8_t number) {
  return {.kind = EventKind::token, .a = number};
}

/// A few events that lead somewhere together.
Events any_dialogue(Chance& chance) {
  constexpr auto starttls = static_cast<std::uint8_t>(engine::ExtensionId::starttls);
  constexpr auto provide = static_cast<std::uint8_t>(Setting::provide);
  constexpr auto mechanism = static_cast<std::uint8_t>(Setting::mechanism);
  const auto any_mechanism = static_cast<std::uint8_t>(chance.below(8));
  const std::array<Events, 6> dialogues{
      Events{token(0), token(1), token(2), token(3), token(50), token(4)},
      Events{token(0), token(1), token(2), token(26), token(27)},
      Events{token(1), token(2), token(3), token(51), token(4)},
      Events{{.kind = EventKind::setting, .a = provide, .b = starttls},
             token(0),
             token(10),
             {.kind = EventKind::tls},
             token(0)},
      Events{{.kind = EventKind::setting, .a = mechanism, .b = any_mechanism},
             token(0),
             token(11),
             {.kind = EventKind::response, .text = "ann"}},
      Events{token(1), token(2), token(6), token(1), token(2)},
  };
  return dialogues[chance.below(dialogues.size())];
}

void insert(Events& events, const Events& more, std::size_t place) {
  events.insert(iterator_at(events, place), more.begin(), more.end());
}

void change_numbers(Event& event, Chance& chance) {
  switch (chance.below(4)) {
    case 0:
      event.a = static_cast<std::uint8_t>(chance.below(256));
      break;
    case 1:
      event.b = static_cast<std::uint8_t>(chance.below(256));
      break;
    case 2:
      event.n = odd_number(chance);
      break;
    default:
      event.n += chance.below(3) - 1;  // wraps, as a count on the wire may
      event.n &= 0x0FFFFFFFu;
      break;
  }
}

/// A token becomes a line that can be changed.
void spell_out(Event& event) {
  if (event.kind != EventKind::token) return;
  event.text = tokens()[event.a % tokens().size()];
  event.kind = EventKind::octets;
  event.a = 0;
}

void take_out_run(Events& events, Chance& chance) {
  const std::size_t begin = chance.below(events.size());
  const std::size_t size = 1 + chance.below(std::min<std::size_t>(events.size() - begin, 8));
  events.erase(iterator_at(events, begin), iterator_at(events, begin + size));
}

void say_run_again(Events& events, Chance& chance) {
  const std::size_t begin = chance.below(events.size());
  const std::size_t size = 1 + chance.below(std::min<std::size_t>(events.size() - begin, 8));
  const Events run(iterator_at(events, begin), iterator_at(events, begin + size));
  insert(events, run, any_place(events, chance));
}

void change_one(Event& event, Chance& chance, const TextMutator& text) {
  const bool numbers = chance.below(3) == 0;
  if (numbers) return change_numbers(event, chance);
  spell_out(event);
  if (event.text.empty()) return change_numbers(event, chance);
  text(event.text, text_octets_max);
}

void mutate_once(Events& events, Chance& chance, const TextMutator& text) {
  const std::uint32_t way = events.empty() ? 0 : chance.below(10);
  if (way <= 1) return insert(events, {any_event(chance)}, any_place(events, chance));
  if (way == 2) return insert(events, any_dialogue(chance), any_place(events, chance));
  if (way == 3) return take_out_run(events, chance);
  if (way == 4) return say_run_again(events, chance);
  const std::size_t place = chance.below(events.size());
  if (way == 5) return std::swap(events[place], events[chance.below(events.size())]);
  if (way == 6) {
    events.erase(iterator_at(events, place));
  } else if (way == 7) {
    events[place] = any_event(chance);
  } else {
    change_one(events[place], chance, text);
  }
}

}  // namespace

std::uint32_t Chance::below(std::size_t bound) {
  // xorshift64*: plain, and enough to choose by.
  state_ ^= state_ >> 12;
  state_ ^= state_ << 25;
  state_ ^= state_ >> 27;
  const std::uint64_t number = state_ * 2685821657736338717u >> 33;
  return bound == 0 ? 0 : static_cast<std::uint32_t>(number % bound);
}

void mutate(Script& script, Chance& chance, const TextMutator& text) {
  for (std::uint32_t left = 1 + chance.below(4); left > 0; --left) {
    mutate_once(script.events, chance, text);
  }
  if (script.events.size() > Script::events_max) script.events.resize(Script::events_max);
}

Script crossed(const Script& one, const Script& other, Chance& chance) {
  Script both;
  const std::size_t cut = chance.below(one.events.size() + 1);
  const std::size_t begin = chance.below(other.events.size() + 1);
  const std::size_t rest = other.events.size() - begin;
  const bool splice = chance.below(2) == 0;
  const std::size_t size = splice ? rest : chance.below(rest + 1);
  const auto from = [](const Events& events, std::size_t place) {
    return events.begin() + static_cast<std::ptrdiff_t>(place);
  };
  both.events.assign(one.events.begin(), from(one.events, cut));
  both.events.insert(both.events.end(), from(other.events, begin),
                     from(other.events, begin + size));
  if (!splice) both.events.insert(both.events.end(), from(one.events, cut), one.events.end());
  if (both.events.size() > Script::events_max) both.events.resize(Script::events_max);
  return both;
}

}  // namespace heloport::fuzz
