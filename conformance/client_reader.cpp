// See client_reader.hpp.

#include "conformance/client_reader.hpp"

#include <utility>

namespace heloport::conformance {

std::optional<std::string> ClientReader::next_line() {
  const std::size_t end = waiting_.find('\n');
  if (end != std::string::npos) return take(end + 1);
  if (waiting_.size() < line_octets_max) return std::nullopt;
  return take(line_octets_max);
}

std::optional<std::string> ClientReader::next_content() {
  constexpr std::string_view dot_line = ".\r\n";
  if (waiting_.starts_with(dot_line)) return take(dot_line.size());
  const std::size_t end = waiting_.find("\r\n.\r\n");
  if (end == std::string::npos) return std::nullopt;
  return take(end + 5);
}

bool ClientReader::looks_ended() const {
  return waiting_.ends_with("\n.\n") || waiting_.ends_with("\n.\r\n") || waiting_ == ".\n";
}

std::optional<std::string> ClientReader::next_chunk(std::uint64_t octets) {
  if (waiting_.size() < octets) return std::nullopt;
  return take(static_cast<std::size_t>(octets));
}

std::string ClientReader::rest() {
  return std::exchange(waiting_, {});
}

std::string ClientReader::take(std::size_t octets) {
  std::string piece = waiting_.substr(0, octets);
  waiting_.erase(0, octets);
  return piece;
}

}  // namespace heloport::conformance
