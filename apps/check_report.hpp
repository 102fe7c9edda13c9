#pragma once
// What every output of `heloport check` says of a result, in the same words.

#include <array>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/verdict.hpp"

namespace heloport::apps {

/// A judgement as it is shown: never by colour alone.
struct JudgementLook {
  std::string_view mark;    // one column wide, UTF-8
  std::string_view ascii;   // the same where the terminal knows no UTF-8
  std::string_view key;     // "not-applicable": a class of CSS
  std::string_view colour;  // for a terminal
};
const JudgementLook& look_of(conformance::Judgement judgement);

/// Every judgement, worst first.
inline constexpr std::array judgements_worst_first{
    conformance::Judgement::violated, conformance::Judgement::inconclusive,
    conformance::Judgement::latitude, conformance::Judgement::satisfied,
    conformance::Judgement::not_applicable};

std::size_t count_of(const conformance::Counts& counts, conformance::Judgement judgement);
std::size_t total_of(const conformance::Counts& counts);
/// "395 satisfied, 2 violated, 3 inconclusive": what there is none of is left out.
std::string counts_text(const conformance::Counts& counts);

/// "rfc5321" of "rfc5321/4.1.1.5".
std::string_view part_of(std::string_view path);
/// "drops-the-recipients" of "rfc5321/4.1.1.5/drops-the-recipients".
std::string_view name_of(std::string_view id);

/// Neighbours in `results` that belong to one section.
struct SectionResults {
  std::string_view path;  // "rfc5321/4.1.1.5"
  std::span<const conformance::CaseResult> results;
};
/// Lifetime: views into `run`.
std::vector<SectionResults> by_section(const conformance::Run& run);

/// "RFC 5321, 4.1.1.5: RSET drops sender, recipients and data (R5321-4.1.1.5-01)"; the id alone
/// where the table has no such requirement.
std::string requirement_sentence(std::string_view id);

/// How much of what was said is shown. The whole stands in the JSON.
struct Bounds {
  std::size_t session_lines_max;
  std::size_t line_octets_max;
};

/// `text`, or its beginning and "... (20,480 octets)". Cut between characters of UTF-8.
std::string clipped(std::string_view text, std::size_t octets_max);
/// The session, its middle left out where it is long; no octet of it commands a terminal.
std::vector<std::string> session_lines(const conformance::CaseResult& result, const Bounds& bounds);

/// The command line that plays a case again; its id stands between the two.
struct AgainCommand {
  std::string program{};         // "heloport check 127.0.0.1:2525"; empty: nothing is to be said
  std::string options{};         // " --lmtp --rcpt bob@example.org"
  std::string vector_options{};  // " --exhaustive": only for what is below smuggling/vectors
  /// " --run 'my-mailer {message}'": what this case alone needs, by its id. May be empty.
  std::function<std::string(std::string_view id)> own_options{};
};
std::string again_text(const AgainCommand& again, std::string_view id);

/// Everything that explains a result, a line each: what is required, what was said, what came,
/// what was allowed, how to see it again.
std::vector<std::string> explained(const conformance::CaseResult& result, const AgainCommand& again,
                                   const Bounds& bounds);

/// "1,800".
std::string number_text(std::size_t number);
/// "14.2 s".
std::string seconds_text(std::chrono::milliseconds duration);

}  // namespace heloport::apps
