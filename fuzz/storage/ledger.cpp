// What was given to a store, and what it said to it.

#include "fuzz/storage/ledger.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "fuzz/storage/choices.hpp"

namespace heloport::fuzz {
namespace {

constexpr std::string_view mark = "Number: ";
// Two of three messages have a name that another one has too, in a store that names by subject.
constexpr std::array<std::string_view, 3> subjects{"same", "same", "other"};

// Whole lines, at least so many octets. No two pieces of it are alike, so that what stands in a
// wrong place is seen.
std::string text_of(std::size_t number, std::size_t octets) {
  std::string text;
  text.reserve(octets + 32);
  while (text.size() < octets) {
    text += std::to_string(number);
    text += ':';
    text += std::to_string(text.size());
    text += text.size() % 7 == 0 ? "\r\n.\r\n" : "\r\n";
  }
  return text;
}

}  // namespace

const std::vector<mailbox::Address>& users() {
  static const std::vector<mailbox::Address> all{{"bob", "example.com"},
                                                 {"carol", "example.com"},
                                                 {"a/../b", "example.com"},
                                                 {"postmaster", "example.org"}};
  return all;
}

std::size_t Ledger::enter(std::vector<std::size_t> recipients, std::size_t octets) {
  const std::size_t number = all_.size();
  std::string content(mark);
  content += std::to_string(number) + "\r\nSubject: ";
  content += subjects[number % subjects.size()];
  content += "\r\n\r\n" + text_of(number, octets);
  all_.push_back({std::make_shared<std::string>(std::move(content)), std::move(recipients), {}});
  return number;
}

void Ledger::acknowledge(std::size_t number, std::size_t user) {
  auto& told = all_[number].acknowledged;
  if (std::find(told.begin(), told.end(), user) != told.end()) return;
  told.push_back(user);
  digest_ ^= Dice(number * users().size() + user).next();
}

void Ledger::release(std::size_t user) {
  for (std::size_t number = 0; number < all_.size(); ++number) {
    if (std::erase(all_[number].acknowledged, user) == 0) continue;
    digest_ ^= Dice(number * users().size() + user).next();
  }
}

std::optional<std::size_t> Ledger::number_of(std::string_view content) const {
  if (!content.starts_with(mark)) return std::nullopt;
  std::size_t number = 0;
  const char* begin = content.data() + mark.size();
  const auto read = std::from_chars(begin, content.data() + content.size(), number);
  const bool known = read.ec == std::errc{} && number < all_.size();
  return known ? std::optional(number) : std::nullopt;
}

const Entrusted* Ledger::of(std::string_view content) const {
  const auto number = number_of(content);
  return number ? &all_[*number] : nullptr;
}

}  // namespace heloport::fuzz
