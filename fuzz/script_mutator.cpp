// See script_mutator.hpp.

#include "fuzz/script_mutator.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "fuzz/script_dialogues.hpp"

namespace heloport::fuzz {
namespace {

constexpr std::size_t text_octets_max = 256;

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

/// A few events that lead somewhere together, or near to a limit.
Events any_dialogue(const Script& script, Chance& chance) {
  if (chance.coin()) return dialogue(chance.below(dialogue_count()), chance);
  return near_bound(chance.below(bound_count()), script, chance);
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

// The ways to change a script that has events.

void insert_event(Script& script, Chance& chance, const TextMutator&) {
  insert(script.events, {any_event(chance)}, any_place(script.events, chance));
}

// Often behind everything else: there it begins where a dialogue can begin.
void insert_dialogue(Script& script, Chance& chance, const TextMutator&) {
  const Events more = any_dialogue(script, chance);
  const std::size_t end = script.events.size();
  insert(script.events, more, chance.coin() ? end : any_place(script.events, chance));
}

// Nothing of what came before can be in its way.
void begin_again(Script& script, Chance& chance, const TextMutator&) {
  script.events.clear();
  script.events = any_dialogue(script, chance);
}

void take_out_run(Script& script, Chance& chance, const TextMutator&) {
  Events& events = script.events;
  const std::size_t begin = chance.below(events.size());
  const std::size_t size = 1 + chance.below(std::min<std::size_t>(events.size() - begin, 8));
  events.erase(iterator_at(events, begin), iterator_at(events, begin + size));
}

void say_run_again(Script& script, Chance& chance, const TextMutator&) {
  Events& events = script.events;
  const std::size_t begin = chance.below(events.size());
  const std::size_t size = 1 + chance.below(std::min<std::size_t>(events.size() - begin, 8));
  const Events run(iterator_at(events, begin), iterator_at(events, begin + size));
  insert(events, run, any_place(events, chance));
}

void swap_two(Script& script, Chance& chance, const TextMutator&) {
  Events& events = script.events;
  std::swap(events[chance.below(events.size())], events[chance.below(events.size())]);
}

void erase_one(Script& script, Chance& chance, const TextMutator&) {
  script.events.erase(iterator_at(script.events, chance.below(script.events.size())));
}

void replace_one(Script& script, Chance& chance, const TextMutator&) {
  script.events[chance.below(script.events.size())] = any_event(chance);
}

void change_one(Script& script, Chance& chance, const TextMutator& text) {
  Event& event = script.events[chance.below(script.events.size())];
  const bool numbers = chance.below(3) == 0;
  if (numbers) return change_numbers(event, chance);
  spell_out(event);
  if (event.text.empty()) return change_numbers(event, chance);
  text(event.text, text_octets_max);
}

void stretch_one(Script& script, Chance& chance, const TextMutator&) {
  stretch_line(script, chance.below(script.events.size()), chance);
}

void mutate_once(Script& script, Chance& chance, const TextMutator& text) {
  // What stands here twice is chosen twice as often.
  static constexpr std::array ways{insert_event, insert_event, insert_dialogue, insert_dialogue,
                                   begin_again,  take_out_run, say_run_again,   swap_two,
                                   erase_one,    replace_one,  change_one,      change_one,
                                   stretch_one};
  if (script.events.empty()) return begin_again(script, chance, text);
  ways[chance.below(ways.size())](script, chance, text);
}

}  // namespace

void mutate(Script& script, Chance& chance, const TextMutator& text) {
  for (std::uint32_t left = 1 + chance.below(4); left > 0; --left) {
    mutate_once(script, chance, text);
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
