// end_of_data: does the decoder end data where, and only where, RFC 5321, 4.1.1.4 says? Every way
// to write the end nearly so, in every place, at every split, at every border of a buffer, under
// both policies, against the reader of reference_data.cpp. Prints how many checks that were.
//
//   vectors    P M S with P and S of up to three CR and LF, M one of eight with a dot in it: 1,800
//   positions  in the first line, behind a header, behind a line of text, in one
//   splits     in two reads at every octet, octet by octet, behind each CR, whole
//   borders    a read of 997 to 65,536 octets ends before, in or behind the vector
//   chunks     the same octets in chunks, where no dot means anything (RFC 3030, 2)
//   responses  the same octets where AUTH awaits a response: nothing but CRLF ends it (RFC 4954, 4)

#include <array>
#include <cstdio>
#include <ctime>
#include <string>
#include <vector>

#include "engine/chunk_decoder.hpp"
#include "fuzz/challenged_session.hpp"
#include "fuzz/data_oracles.hpp"

namespace {

using namespace heloport::fuzz;
using heloport::engine::BodyDecoder;
using heloport::engine::BodyPiece;
using heloport::engine::ChunkDecoder;
using heloport::engine::LineEndings;
using std::string_literals::operator""s;

constexpr std::size_t checks_wanted = 1'000'000;
constexpr std::array policies{LineEndings::refuse, LineEndings::normalise};
constexpr std::array<std::size_t, 9> borders{997, 998, 999, 1000, 1024, 2048, 4096, 8192, 65536};
constexpr std::size_t room_octets = 256;
// What would be a command if the data ended in the vector, then the true end, then a command.
constexpr std::string_view behind = "MARK\r\n.\r\nNOOP\r\n";

std::vector<std::string> line_ends() {
  std::vector<std::string> all{""};
  for (std::size_t at = 0; all[at].size() < 3; ++at) {
    all.push_back(all[at] + "\r");
    all.push_back(all[at] + "\n");
  }
  return all;
}

std::vector<std::string> vectors() {
  std::vector<std::string> all;
  for (const std::string& before : line_ends()) {
    for (const std::string& middle : {"."s, ".."s, "\0."s, ".\0"s, " ."s, ". "s, "\t."s, ".\t"s}) {
      for (const std::string& after : line_ends()) all.push_back(before + middle + after);
    }
  }
  return all;
}

// In front of a response nothing stands, or as much as could be one.
const std::array<std::string, 2> response_positions{""s, "AAAA"s};
const std::array<std::string, 4> positions{""s, "Subject: x\r\n\r\n"s, "text\r\n"s, "text"s};

struct Count {
  std::size_t checks = 0;
  std::size_t ends = 0;       // vectors that are an end where they stand
  std::size_t responses = 0;  // checks where AUTH awaits one
};

void complain(const Complaint& complaint, std::string_view wire) {
  stop_on(complaint, "end of data", wire);
}

/// One wire at every split.
class Splits {
 public:
  explicit Splits(Count& count) : count_(count) {}

  void check(const std::string& wire, LineEndings policy) {
    read_data(wire, policy, expected_);
    if (!expected_.ended) complain("the true end was not found", wire);
    for (const Splitting& each : splittings(wire.size() / 2, wire.size() - 3)) {
      check_one(wire, policy, each);
    }
    for (std::size_t at = 1; at < wire.size(); ++at) check_one(wire, policy, cut_at(at));
    count_.ends += expected_.consumed < wire.size() - 6 ? 1 : 0;
  }

  void check_chunks(const std::string& text, LineEndings policy) {
    read_chunks(text, policy, true, expected_);
    for (std::size_t at = 0; at < text.size(); ++at) {
      decode_chunks(ChunkDecoder(policy), text, cut_at(at), true, room_, got_);
      complain(chunks_agree(got_, expected_, text.size()), text);
      ++count_.checks;
    }
  }

 private:
  void check_one(const std::string& wire, LineEndings policy, const Splitting& splitting) {
    decode(BodyDecoder(policy), wire, splitting, room_, got_);
    complain(decoding_agrees(got_, expected_), wire);
    ++count_.checks;
  }

  Count& count_;
  ExactRoom room_{room_octets};
  ReferenceText expected_;
  Decoding got_;
};

/// One wire at every split, said to a session that has said 334.
class Responses {
 public:
  explicit Responses(Count& count) : count_(count) {}

  void check(const std::string& wire) {
    for (const Splitting& each : splittings(wire.size() / 2, wire.size() - 3))
      check_one(wire, each);
    for (std::size_t at = 1; at < wire.size() - quit_.size(); ++at) check_one(wire, cut_at(at));
  }
  /// What behaves as a response, with the end that every one of these has.
  static std::string wire_of(const std::string& text) {
    return text + std::string(behind) + std::string(quit_);
  }

 private:
  void check_one(const std::string& wire, const Splitting& splitting) {
    complain(session_.each_line_is_one(wire, splitting), wire);
    ++count_.checks;
    ++count_.responses;
  }

  static constexpr std::string_view quit_ = "QUIT\r\n";
  Count& count_;
  ChallengedSession session_;
};

/// A line of padding in front, so that a read ends at a border of a buffer. The padding is the
/// same in the wire and in the content, and nothing is copied but what stands behind it.
class Borders {
 public:
  explicit Borders(Count& count) : count_(count), wire_(borders.back(), 'a'), content_(wire_) {}

  void check(const std::string& text, std::size_t vector_at, LineEndings policy) {
    const std::string tail = text + std::string(behind);
    read_data(tail, policy, expected_);
    for (const std::size_t border : borders) {
      for (std::size_t inside = vector_at; inside <= text.size() + 2; ++inside) {
        check_border(border - inside, border, tail, policy);
        ++count_.checks;
      }
    }
  }

 private:
  // `padding` octets with the CRLF behind them, then the tail. The first read ends at `border`.
  void check_border(std::size_t padding, std::size_t border, const std::string& tail,
                    LineEndings policy) {
    const std::string_view wire = padded(wire_, padding, tail);
    const std::string_view content = padded(content_, padding, expected_.content);
    BodyDecoder decoder(policy);
    std::size_t consumed = 0;
    std::size_t matched = 0;
    bool foul = false;
    bool ended = false;
    for (const std::size_t arrived : {border, wire.size()}) {
      while (!ended) {
        const BodyPiece piece = decoder.next(wire.substr(consumed, arrived - consumed));
        consumed += piece.consumed;
        foul |= piece.kind == BodyPiece::Kind::foul;
        ended = piece.kind == BodyPiece::Kind::end;
        if (content.substr(matched, piece.octets.size()) != piece.octets) {
          complain("the content is another behind padding", tail);
        }
        matched += piece.octets.size();
        if (piece.kind == BodyPiece::Kind::hungry) break;
      }
    }
    const bool right = ended && consumed == padding + expected_.consumed &&
                       foul == expected_.foul && matched == content.size();
    if (!right) complain("the data end elsewhere behind padding", tail);
  }

  // A view of `room`: padding, CRLF, then the tail, which is written over what stood there.
  static std::string_view padded(std::string& room, std::size_t padding, std::string_view tail) {
    const std::size_t begin = borders.back() - padding;
    room.resize(borders.back());
    room.replace(room.size() - 2, 2, "\r\n");
    room += tail;
    return std::string_view(room).substr(begin);
  }

  Count& count_;
  std::string wire_;
  std::string content_;
  ReferenceText expected_;
};

Count check_everything() {
  Count count;
  Splits splits(count);
  Borders at_borders(count);
  Responses responses(count);
  for (const std::string& vector : vectors()) {
    for (const std::string& before : response_positions) {
      responses.check(Responses::wire_of(before + vector));
    }
    for (const std::string& before : positions) {
      for (const LineEndings policy : policies) {
        splits.check(before + vector + std::string(behind), policy);
        splits.check_chunks(before + vector, policy);
        at_borders.check(before + vector, before.size(), policy);
      }
    }
  }
  return count;
}

}  // namespace

int main() {
  if (vectors().size() != 1800) {
    std::fprintf(stderr, "there are %zu vectors\n", vectors().size());
    return 1;
  }
  const Count count = check_everything();
  const double seconds = static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
  std::printf(
      "%zu checks, all right, in %.1f s of CPU time; %zu of 14400 wires end in the vector; %zu of "
      "the "
      "checks are of responses to AUTH\n",
      count.checks, seconds, count.ends, count.responses);
  return count.checks >= checks_wanted ? 0 : 1;
}
