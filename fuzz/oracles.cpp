// Oracles that compare plays, and the checks that ask all of them. See oracles.hpp.

#include "fuzz/oracles.hpp"

#include <algorithm>

#include "fuzz/phase_events.hpp"
#include "fuzz/requirement_oracle.hpp"

namespace heloport::fuzz {
namespace {

// An EHLO of eight octets draws a line for each extension.
constexpr std::size_t reply_octets_per_octet = 128;
constexpr std::size_t reply_octets_at_least = 8192;
// A line of one octet becomes one with a code, a hyphen and CRLF; base64 is less.
constexpr std::size_t reply_octets_per_answer_octet = 8;
constexpr std::size_t pulls_at_least = 64;
constexpr std::size_t pulls_per_octet = 4;
// A line is searched for its end, and its parts for theirs; so is each line of a reply.
constexpr std::size_t searched_per_octet = 8;
constexpr std::size_t searched_at_least = 1024;
// The first line of the data is looked at again with each read while it may name a file.
constexpr std::size_t file_name_line_octets_max = 512;
constexpr std::size_t blocks_max = 2;  // one for input, one for output

void cuts_octet_by_octet(const Scenario& scenario, std::vector<std::size_t>& cuts) {
  for (std::size_t at = 1; at < scenario.octets.size(); ++at) cuts.push_back(at);
}

void cuts_after_each_cr(const Scenario& scenario, std::vector<std::size_t>& cuts) {
  for (std::size_t at = 1; at < scenario.octets.size(); ++at) {
    if (scenario.octets[at - 1] == '\r') cuts.push_back(at);
  }
}

void own_cuts(const Scenario& scenario, std::vector<std::size_t>& cuts) {
  cuts.assign(scenario.cuts.begin(), scenario.cuts.end());
  cuts.insert(cuts.end(), scenario.more_cuts.begin(), scenario.more_cuts.end());
  std::sort(cuts.begin(), cuts.end());
}

void cuts_for(const Scenario& scenario, Comparison comparison, std::vector<std::size_t>& cuts) {
  cuts.clear();
  const bool by_one = comparison == Comparison::octet_by_octet;
  if (by_one && scenario.octets.size() <= octets_by_one_max) {
    return cuts_octet_by_octet(scenario, cuts);
  }
  if (by_one || comparison == Comparison::after_each_cr) return cuts_after_each_cr(scenario, cuts);
  if (comparison == Comparison::own_cuts) own_cuts(scenario, cuts);
}

Complaint play_is_sound(const Scenario& scenario, const Trace& trace) {
  if (auto complaint = interface_is_kept(trace)) return complaint;
  if (auto complaint = nothing_is_allocated(trace)) return complaint;
  if (auto complaint = memory_is_bounded(trace)) return complaint;
  if (auto complaint = work_is_linear(scenario, trace)) return complaint;
  return states_are_in_step(trace);
}

Complaint check_whole(const Scenario& scenario, const Trace& whole) {
  if (auto complaint = play_is_sound(scenario, whole)) return complaint;
  if (auto complaint = resources_are_bounded(whole)) return complaint;
  if (auto complaint = replies_are_disciplined(whole)) return complaint;
  if (auto complaint = bodies_are_clean(whole)) return complaint;
  const auto reading = read_session(scenario, whole);
  count_phase_events(whole, reading);
  if (!reading) return whole.cut_off ? std::nullopt : Complaint("no greeting");
  if (auto complaint = one_reply_each(whole, *reading)) return complaint;
  if (auto complaint = transactions_are_in_order(*reading)) return complaint;
  if (auto complaint = logins_are_accepted(whole, *reading)) return complaint;
  if (auto complaint = limits_are_kept(scenario, whole, *reading)) return complaint;
  if (scenario.acts.empty()) {  // else TLS and time come without a word on the wire
    if (auto complaint = requirements_are_met(scenario, reading->wire)) return complaint;
  }
  if (auto complaint = refused_chunks_bring_nothing(scenario, whole, reading->wire)) {
    return complaint;
  }
  if (auto complaint = nothing_is_read_behind_foul_data(whole, *reading)) return complaint;
  return messages_are_where_the_wire_says(scenario, whole, *reading);
}

Complaint compare(const Scenario& scenario, const Trace& whole, Comparison comparison,
                  std::size_t choice) {
  if (comparison == Comparison::again) return it_happens_again(scenario, whole);
  if (comparison == Comparison::as_new) return reset_equals_new(scenario, choice);
  static std::vector<std::size_t> cuts;  // as the traces: its memory is kept between executions
  static Trace trace;
  cuts_for(scenario, comparison, cuts);
  const bool reluctant = comparison == Comparison::reluctant;
  play(scenario, cuts, {.draining = reluctant ? Draining::reluctant : Draining::at_once}, trace);
  if (auto complaint = play_is_sound(scenario, trace)) return complaint;
  return reluctant ? draining_is_not_seen(whole, trace) : traces_agree(whole, trace);
}

}  // namespace

Complaint interface_is_kept(const Trace& trace) {
  if (trace.broken.empty()) return std::nullopt;
  return trace.broken;
}

Complaint nothing_is_allocated(const Trace& trace) {
  if (trace.allocated == 0) return std::nullopt;
  return std::to_string(trace.allocated) + " allocations inside the session";
}

Complaint resources_are_bounded(const Trace& trace) {
  const std::size_t octets = trace.octets_given;
  const std::size_t replies_max = reply_octets_at_least + reply_octets_per_octet * octets +
                                  reply_octets_per_answer_octet * trace.answer_octets;
  if (trace.replies.size() > replies_max) {
    return std::to_string(trace.replies.size()) + " octets of replies to " + std::to_string(octets);
  }
  const std::size_t pulls_max =
      pulls_at_least + pulls_per_octet * octets + trace.reads + trace.replies.size();
  if (trace.pulls > pulls_max) {
    return std::to_string(trace.pulls) + " calls of next() for " + std::to_string(octets) +
           " octets";
  }
  return std::nullopt;
}

Complaint work_is_linear(const Scenario& scenario, const Trace& trace) {
  const std::size_t octets = std::min(trace.octets_given, scenario.octets.size());
  std::size_t searched_max =
      searched_at_least +
      searched_per_octet * (octets + trace.replies.size() + trace.answer_octets);
  if (scenario.options.dialect->file_name_line) {
    searched_max += file_name_line_octets_max * trace.reads;
  }
  if (trace.searched <= searched_max) return std::nullopt;
  return std::to_string(trace.searched) + " octets were searched of " + std::to_string(octets);
}

Complaint memory_is_bounded(const Trace& trace) {
  if (trace.blocks_max > blocks_max) return "a session holds more than its two blocks";
  if (trace.idle_blocks > 0) return "an idle session holds a block";
  return std::nullopt;
}

Complaint traces_agree(const Trace& whole, const Trace& split) {
  if (whole.messages != split.messages) return "messages depend on how the octets were split";
  if (whole.conversation != split.conversation) {
    return "it depends on how the octets were split: \n" + whole.conversation + "\nand\n" +
           split.conversation;
  }
  return std::nullopt;
}

Complaint draining_is_not_seen(const Trace& whole, const Trace& reluctant) {
  if (reluctant.replies == whole.replies && reluctant.events == whole.events) return std::nullopt;
  return "it depends on when the replies leave";
}

std::vector<std::vector<std::size_t>> splits_of(const Scenario& scenario) {
  std::vector<std::vector<std::size_t>> splits(3);
  cuts_octet_by_octet(scenario, splits[0]);
  cuts_after_each_cr(scenario, splits[1]);
  own_cuts(scenario, splits[2]);
  return splits;
}

Complaint check_session(const Scenario& scenario) {
  const Trace whole = play(scenario, {});
  if (auto complaint = check_whole(scenario, whole)) return complaint;
  for (const std::vector<std::size_t>& split : splits_of(scenario)) {
    const Trace trace = play(scenario, split);
    if (auto complaint = play_is_sound(scenario, trace)) return complaint;
    if (auto complaint = traces_agree(whole, trace)) return complaint;
  }
  for (const auto comparison : {Comparison::reluctant, Comparison::again}) {
    if (auto complaint = compare(scenario, whole, comparison, 0)) return complaint;
  }
  constexpr std::size_t places = 4;  // more are a fuzzer's work
  for (std::size_t choice = 0; choice < places; ++choice) {
    if (auto complaint = reset_equals_new(scenario, choice)) return complaint;
  }
  return std::nullopt;
}

Complaint check_session(const Scenario& scenario, Comparison comparison, std::size_t choice) {
  static Trace whole;
  play(scenario, {}, {}, whole);
  if (auto complaint = check_whole(scenario, whole)) return complaint;
  return compare(scenario, whole, comparison, choice);
}

std::uint64_t number_of(std::string_view input) {
  std::uint64_t number = 14695981039346656037u;  // FNV-1a
  for (const char c : input) {
    number = (number ^ static_cast<unsigned char>(c)) * 1099511628211u;
  }
  return number ^ (number >> 32);
}

}  // namespace heloport::fuzz
