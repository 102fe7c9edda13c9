// The content of a message: behind DATA with its dots doubled, in chunks as it is.

#include <algorithm>
#include <array>
#include <charconv>

#include "engine/client_session.hpp"

namespace heloport::engine {
namespace {

using grammar::Verb;

constexpr std::string_view file_name_keyword = "FILENAME: ";

}  // namespace

std::size_t ClientSession::body(std::string_view content) {
  if (closed_ || content.empty()) return 0;
  if (stage_ == Stage::body) return encode(content);
  if (stage_ == Stage::chunk) return fill_chunk(content);
  return 0;
}

// DATA.

CommandFault ClientSession::file_name(std::string_view name) {
  if (closed_ || stage_ != Stage::body || body_begun_) return CommandFault::not_your_turn;
  if (!dialect_->file_name_line) return CommandFault::not_offered;
  if (!is_mail_name(name)) return CommandFault::bad_argument;
  if (!room_for_turn()) return CommandFault::not_your_turn;
  for (std::string_view part : {file_name_keyword, name, std::string_view("\r\n")}) body(part);
  return CommandFault::none;
}

std::size_t ClientSession::encode(std::string_view content) {
  // There is always room left for the end of the data.
  const std::size_t room = output_.room() - std::min(output_.room(), BodyEncoder::end_octets_max);
  if (room == 0) return 0;
  if (output_.empty()) restart_clock();
  const BodyEncoder::Step step = encoder_.encode(content, output_.writable().first(room));
  output_.wrote(step.written);
  if (output_.empty()) output_.sent(0);  // gives the block back: a CR alone writes nothing
  body_begun_ = true;
  turn_told_ = false;
  if (step.foul) close(ClientClose::gave_up);
  return step.taken;
}

bool ClientSession::finish() {
  if (closed_ || stage_ != Stage::body) return false;
  if (output_.room() < BodyEncoder::end_octets_max) return false;
  const BodyEncoder::Step step = encoder_.finish(output_.writable());
  output_.wrote(step.written);
  if (step.foul) {
    close(ClientClose::gave_up);
    return false;
  }
  enter(Stage::ready);
  envelope_ = Envelope::none;
  expect(Step::message);
  return true;
}

// Chunks.

CommandFault ClientSession::chunk(std::uint64_t octets, bool last) {
  const bool first = envelope_ == Envelope::recipients;
  if (!first && envelope_ != Envelope::chunks) return CommandFault::not_your_turn;
  if (!command_possible() || !has_recipient()) return CommandFault::not_your_turn;
  // RFC 2033, 4.3: how many replies follow the last chunk must be known, and none would follow
  // where nobody was accepted.
  const bool lmtp = options_.protocol == Protocol::lmtp;
  if (lmtp && last && !pending_.empty()) return CommandFault::not_your_turn;
  if (!offers(ExtensionId::chunking)) return CommandFault::not_offered;
  if (first) chunked_text_ = {};
  if (last && octets == 0 && !chunked_text_.may_end()) return CommandFault::bad_argument;

  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.begin(), digits.end(), octets).ptr;
  const std::string_view count{digits.data(), static_cast<std::size_t>(end - digits.begin())};
  const grammar::Command command = command_of(Verb::bdat, count, last ? "LAST" : "");
  const CommandFault fault = say(command, last ? Step::message : Step::chunk);
  if (fault != CommandFault::none) return fault;
  envelope_ = last ? Envelope::none : Envelope::chunks;
  last_chunk_ = last;
  chunk_octets_left_ = octets;
  if (octets > 0) enter(Stage::chunk);
  return fault;
}

// RFC 3030, 2: exactly so many octets, without a dot doubled.
std::size_t ClientSession::fill_chunk(std::string_view content) {
  const std::size_t room = output_.room();
  content = content.substr(0, std::min<std::uint64_t>(chunk_octets_left_, room));
  if (content.empty()) return 0;
  const bool ends_message = last_chunk_ && content.size() == chunk_octets_left_;
  const bool sound =
      binary_ || (chunked_text_.take(content) && (!ends_message || chunked_text_.may_end()));
  if (!sound) {
    close(ClientClose::gave_up);
    return 0;
  }
  const bool ours = our_turn();
  if (output_.empty() && ours) restart_clock();
  output_.append(content);
  chunk_octets_left_ -= content.size();
  turn_told_ = false;
  if (chunk_octets_left_ > 0) return content.size();
  enter(Stage::ready);
  if (ours) restart_clock();  // now its answer is awaited
  return content.size();
}

}  // namespace heloport::engine
