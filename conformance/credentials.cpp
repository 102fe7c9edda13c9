// See credentials.hpp.

#include "conformance/credentials.hpp"

namespace heloport::conformance {
namespace {

constexpr std::size_t mechanism_octets_max = 20;                    // RFC 4422, 3.1
constexpr std::uint64_t chunk_octets_max = std::uint64_t{1} << 50;  // more than anybody sends

char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
}

// One more octet of a verb: how many match now.
void match(std::size_t& matched, std::string_view verb, char c, std::size_t none) {
  if (matched == none) return;
  matched = matched < verb.size() && upper(c) == verb[matched] ? matched + 1 : none;
}

}  // namespace

std::string CredentialFilter::client(std::string_view octets) {
  std::string shown;
  for (const char c : octets) {
    const bool chunk_ends = chunk_left_ == 1;
    if (chunk_left_ > 0) --chunk_left_;
    if (c == '\n' && cr_) {
      shown += place_ == Place::hidden ? "\r\n" : "\n";
      end_line();
    } else {
      take(c, shown);
    }
    if (chunk_ends) begin_after_chunk();
  }
  return shown;
}

void CredentialFilter::begin_line() {
  place_ = exchange_ && !data_ ? Place::hidden : Place::verb;
  auth_ = {0, none};
  bdat_ = octets_ = mechanism_octets_ = 0;
  is_auth_ = dot_first_ = cr_ = placed_ = false;
}

void CredentialFilter::end_line() {
  if (data_ && dot_first_ && octets_ == 1) data_ = false;
  if (is_auth_ && !data_) exchange_ = true;
  if (chunk_octets_ > 0) chunk_left_ = chunk_octets_;
  chunk_octets_ = 0;
  begin_line();
}

void CredentialFilter::take(char c, std::string& shown) {
  cr_ = c == '\r';
  if (!cr_) dot_first_ = octets_++ == 0 ? c == '.' : dot_first_;
  if (place_ == Place::hidden) {
    if (!cr_) hide(shown, placed_);
    return;
  }
  shown += c;
  if (place_ == Place::mechanism) {
    const bool over = c == ' ' || ++mechanism_octets_ > mechanism_octets_max;
    if (over && !cr_) place_ = Place::hidden;
  } else if (place_ == Place::size) {
    take_chunk_size(c);
  } else if (place_ == Place::verb && !data_) {
    match_verb(c);
  }
}

void CredentialFilter::match_verb(char c) {
  constexpr std::string_view auth = "AUTH";
  constexpr std::string_view bdat = "BDAT";
  const bool ends = c == ' ' || c == '\t' || c == '\r';
  if (ends && (auth_[0] == auth.size() || auth_[1] == auth.size())) {
    is_auth_ = true;
    place_ = Place::mechanism;
    return;
  }
  if (ends && bdat_ == bdat.size()) {
    place_ = Place::size;
    return;
  }
  for (std::size_t& matched : auth_) match(matched, auth, c, none);
  match(bdat_, bdat, c, none);
  if (auth_[0] == none && auth_[1] == none && bdat_ == none) place_ = Place::shown;
}

void CredentialFilter::take_chunk_size(char c) {
  if (c < '0' || c > '9' || chunk_octets_ > chunk_octets_max) {
    place_ = Place::shown;
  } else {
    chunk_octets_ = chunk_octets_ * 10 + static_cast<std::uint64_t>(c - '0');
  }
}

// After a chunk that did not end in CRLF a line begins, or goes on if the chunk was never taken.
void CredentialFilter::begin_after_chunk() {
  if (place_ != Place::verb && place_ != Place::shown) return;
  place_ = Place::verb;
  auth_[1] = 0;
  bdat_ = 0;
}

void CredentialFilter::hide(std::string& shown, bool& placed) {
  hid_ = true;
  if (!placed) shown += hidden_text;
  placed = true;
}

std::string CredentialFilter::server(std::string_view octets) {
  std::string shown;
  for (const char c : octets) {
    if (c == '\n') {
      shown += c;
      end_server_line();
    } else if (c == '\r' || reply_.size() < 4) {
      if (c != '\r') reply_ += c;
      shown += c;
    } else if (reply_ == "334 ") {
      hide(shown, reply_placed_);
    } else {
      shown += c;
    }
  }
  return shown;
}

// A 334 asks for a response, a 354 for content; any other reply is the end of either.
void CredentialFilter::end_server_line() {
  const bool last = reply_.size() < 4 || reply_[3] == ' ';
  if (last) {
    exchange_ = reply_.starts_with("334");
    data_ = reply_.starts_with("354");
  }
  if (last && octets_ == 0 && !cr_) begin_line();
  reply_.clear();
  reply_placed_ = false;
}

}  // namespace heloport::conformance
