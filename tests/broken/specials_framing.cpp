// Where a line, a chunk or the content ends, done wrong.

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <utility>

#include "specials.hpp"

namespace heloport::broken {
namespace {

constexpr std::string_view crlf = "\r\n";

std::string chunk_line(std::size_t octets, bool last) {
  return "BDAT " + std::to_string(octets) + (last ? " LAST\r\n" : "\r\n");
}

bool is_last(const std::string& line) {
  return line.find(' ', sizeof("BDAT")) != std::string::npos;
}

/// A command is taken before its CRLF has come; what comes of the line later is thrown away.
class AnswersBeforeCrlf final : public Spoiler {
 public:
  std::string input(SpoiledLink&, std::string octets) override {
    if (!skips_) return octets;
    const std::size_t end = octets.find(crlf);
    if (end == std::string::npos) return "";
    skips_ = false;
    return octets.substr(end + crlf.size());
  }
  void unfinished(SpoiledLink& link, std::string& line) override {
    if (link.phase() == Phase::data) return;
    line += crlf;
    skips_ = true;
  }

 private:
  bool skips_ = false;
};

/// A long line of content fills the buffer, and what stands behind it is taken for a new line.
class CutsLongLines final : public Spoiler {
 public:
  std::string input(SpoiledLink&, std::string octets) override {
    constexpr std::size_t buffer_octets = 4096;
    const std::size_t dot = octets.find("x.\r\n");
    if (dot == std::string::npos || dot < buffer_octets) return octets;
    return octets.insert(dot + 1, crlf);
  }
};

/// The line is a string of C.
class NulTruncatesTheLine final : public Spoiler {
 public:
  void command(SpoiledLink& link, const std::string& line) override {
    const std::size_t nul = line.find('\0');
    if (nul == std::string::npos) return Spoiler::command(link, line);
    Spoiler::command(link, line.substr(0, nul) + "\r\n");
  }
};

/// The last octet of a chunk is the first of the next command.
class CountsOneOctetLess final : public Spoiler {
 public:
  void chunk(SpoiledLink& link, const std::string& line, const std::string& octets) override {
    if (octets.empty()) return Spoiler::chunk(link, line, octets);
    const std::string shorter = octets.substr(0, octets.size() - 1);
    link.insert(octets.substr(shorter.size()));
    Spoiler::chunk(link, chunk_line(shorter.size(), is_last(line)), shorter);
  }
};

/// The first octet of what follows a chunk belongs to it.
class CountsOneOctetMore final : public Spoiler {
 public:
  std::string input(SpoiledLink&, std::string octets) override {
    if (owes_ && !octets.empty()) {
      octets.erase(0, 1);
      owes_ = false;
    }
    return octets;
  }
  void chunk(SpoiledLink& link, const std::string& line, const std::string& octets) override {
    const std::string behind = link.take_waiting();
    owes_ = behind.empty();
    if (!behind.empty()) link.insert(behind.substr(1));
    Spoiler::chunk(link, line, octets);
  }

 private:
  bool owes_ = false;
};

/// CRLF.CRLF ends a chunk as if it were the content of DATA.
class EndsAChunkAtADot final : public Spoiler {
 public:
  void chunk(SpoiledLink& link, const std::string& line, const std::string& octets) override {
    const std::size_t dot = ("\r\n" + octets).find("\r\n.\r\n");
    if (dot == std::string::npos) return Spoiler::chunk(link, line, octets);
    link.insert(octets.substr(std::min(dot + 3, octets.size())));
    const std::string content = octets.substr(0, dot);
    Spoiler::chunk(link, chunk_line(content.size(), true), content);
  }
};

/// Doubled dots are made one before octets are counted, so the chunk wants as many more.
class UnstuffsDotsInChunks final : public Spoiler {
 public:
  std::string input(SpoiledLink& link, std::string octets) override {
    const std::size_t eaten = std::min(missing_, octets.size());
    octets.erase(0, eaten);
    missing_ -= eaten;
    if (eaten > 0 && missing_ == 0) link.say(reply_);
    return octets;
  }
  void chunk(SpoiledLink& link, const std::string& line, const std::string& octets) override {
    const std::string lines = "\r\n" + octets;
    for (std::size_t at = lines.find("\r\n.."); at != std::string::npos;
         at = lines.find("\r\n..", at + 1)) {
      ++missing_;
    }
    reply_ = link.hear(line + octets);
    if (missing_ == 0) return link.say(reply_);
    const std::string behind = link.take_waiting();
    link.insert(input(link, behind));
  }

 private:
  std::size_t missing_ = 0;
  std::string reply_;
};

/// The octets of a chunk that is refused are commands.
class RunsARefusedChunk final : public Spoiler {
 public:
  void chunk(SpoiledLink& link, const std::string& line, const std::string& octets) override {
    if (link.phase() == Phase::rcpt || link.phase() == Phase::chunks) {
      return Spoiler::chunk(link, line, octets);
    }
    link.insert(octets);
    link.say("503 5.5.1 MAIL and RCPT first\r\n");
  }
};

/// Chunks carry no content: their octets are commands.
class RunsChunks final : public Spoiler {
 public:
  void chunk(SpoiledLink& link, const std::string& line, const std::string& octets) override {
    link.insert(octets);
    link.say(link.hear(chunk_line(0, is_last(line))));
  }
};

/// A refusal comes before the octets that it refuses; they are thrown away then.
class RefusesAChunkAtOnce final : public Spoiler {
 public:
  void unfinished(SpoiledLink& link, std::string& line) override {
    const bool in_order = link.phase() == Phase::rcpt || link.phase() == Phase::chunks;
    if (in_order || refused_ || !chunk_octets(line.substr(0, line.find(crlf)))) return;
    refused_ = true;
    link.say("503 5.5.1 MAIL and RCPT first\r\n");
  }
  void chunk(SpoiledLink& link, const std::string& line, const std::string& octets) override {
    const std::string reply = link.hear(line + octets);
    if (!std::exchange(refused_, false)) link.say(reply);
  }

 private:
  bool refused_ = false;
};

/// The last chunk goes on to the end of a line, however long it is said to be.
class LastChunkRunsToCrlf final : public Spoiler {
 public:
  std::string input(SpoiledLink&, std::string octets) override {
    return runs_on_ ? rest_of(octets) : octets;
  }
  void chunk(SpoiledLink& link, const std::string& line, const std::string& octets) override {
    Spoiler::chunk(link, line, octets);
    if (!is_last(line) || octets.ends_with(crlf)) return;
    runs_on_ = true;
    link.insert(rest_of(link.take_waiting()));
  }

 private:
  std::string rest_of(const std::string& octets) {
    const std::size_t end = octets.find(crlf);
    if (end == std::string::npos) return "";
    runs_on_ = false;
    return octets.substr(end + crlf.size());
  }
  bool runs_on_ = false;
};

/// What does not fit into so many bits of a count is lost.
template <unsigned bits>
class CountWraps final : public Spoiler {
 public:
  std::string input(SpoiledLink&, std::string octets) override {
    if (!octets.starts_with("BDAT ")) return octets;
    const std::size_t end = std::min(octets.find_first_not_of("0123456789", 5), octets.size());
    std::uint64_t count = 0;
    for (std::size_t i = 5; i < end; ++i) {
      count = count * 10 + static_cast<std::uint64_t>(octets[i] - '0');
    }
    if (bits < 64) count &= (std::uint64_t{1} << (bits % 64)) - 1;
    return end == 5 ? octets : "BDAT " + std::to_string(count) + octets.substr(end);
  }
};

/// One command a read: what else came with it is lost.
class DropsWhatIsPipelined final : public Spoiler {
 public:
  std::string input(SpoiledLink& link, std::string octets) override {
    const std::size_t end = octets.find(crlf);
    if (link.phase() == Phase::data || end == std::string::npos) return octets;
    return octets.substr(0, end + crlf.size());
  }
};

/// The end of the content empties the input.
class DropsInputBehindTheDot final : public Spoiler {
 public:
  void end_of_data(SpoiledLink& link) override {
    Spoiler::end_of_data(link);
    link.take_waiting();
  }
};

/// CR at the end of one read and LF at the beginning of the next are no CRLF.
class ForgetsASplitCrlf final : public Spoiler {
 public:
  std::string input(SpoiledLink&, std::string octets) override {
    const bool split = cr_ && octets.starts_with('\n');
    cr_ = octets.ends_with('\r');
    return split ? octets.substr(1) : octets;
  }

 private:
  bool cr_ = false;
};

/// A dot that begins a read is never the one that ends the content.
class MissesASplitEndOfData final : public Spoiler {
 public:
  std::string input(SpoiledLink& link, std::string octets) override {
    const bool inside = link.phase() == Phase::data;
    const bool split = inside && was_inside_ && octets.starts_with('.');
    was_inside_ = inside;
    return split ? "." + octets : octets;
  }

 private:
  bool was_inside_ = false;
};

/// What a buffer of so many octets does not hold of a line is the next line.
template <std::size_t octets_max>
class LongContentLinesAreTwo final : public Spoiler {
 public:
  std::string input(SpoiledLink& link, std::string octets) override {
    if (link.phase() != Phase::data) return octets;
    std::string broken;
    for (const char c : octets) {
      if (length_ == octets_max && c != '\r') {
        broken += crlf;
        length_ = 0;
      }
      broken += c;
      length_ = c == '\n' ? 0 : length_ + 1;
    }
    return broken;
  }

 private:
  std::size_t length_ = 0;
};

/// The same for command lines, at 512 octets.
class LongCommandsAreTwo final : public Spoiler {
 public:
  void command(SpoiledLink& link, const std::string& line) override {
    constexpr std::size_t octets_max = 512;
    if (line.size() <= octets_max) return Spoiler::command(link, line);
    Spoiler::command(link, line.substr(0, octets_max - crlf.size()) + "\r\n");
    Spoiler::command(link, line.substr(octets_max - crlf.size()));
  }
};

constexpr std::array table{
    Special{"answers-before-crlf", made<AnswersBeforeCrlf>},
    Special{"cuts-long-lines", made<CutsLongLines>},
    Special{"nul-truncates-the-line", made<NulTruncatesTheLine>},
    Special{"counts-one-octet-less", made<CountsOneOctetLess>},
    Special{"counts-one-octet-more", made<CountsOneOctetMore>},
    Special{"ends-a-chunk-at-a-dot", made<EndsAChunkAtADot>},
    Special{"unstuffs-dots-in-chunks", made<UnstuffsDotsInChunks>},
    Special{"runs-a-refused-chunk", made<RunsARefusedChunk>},
    Special{"chunk-octets-are-commands", made<RunsChunks>},
    Special{"refused-chunk-is-answered-first", made<RefusesAChunkAtOnce>},
    Special{"last-chunk-runs-to-crlf", made<LastChunkRunsToCrlf>},
    Special{"count-wraps-at-32-bits", made<CountWraps<32>>},
    Special{"count-wraps-at-64-bits", made<CountWraps<64>>},
    Special{"drops-what-is-pipelined", made<DropsWhatIsPipelined>},
    Special{"drops-input-behind-the-dot", made<DropsInputBehindTheDot>},
    Special{"forgets-a-split-crlf", made<ForgetsASplitCrlf>},
    Special{"misses-a-split-end-of-data", made<MissesASplitEndOfData>},
    Special{"long-content-lines-are-two", made<LongContentLinesAreTwo<1000>>},
    Special{"content-lines-of-500-octets-are-two", made<LongContentLinesAreTwo<500>>},
    Special{"content-lines-of-8190-octets-are-two", made<LongContentLinesAreTwo<8190>>},
    Special{"content-lines-of-8192-octets-are-two", made<LongContentLinesAreTwo<8192>>},
    Special{"content-lines-of-16384-octets-are-two", made<LongContentLinesAreTwo<16384>>},
    Special{"content-lines-of-32768-octets-are-two", made<LongContentLinesAreTwo<32768>>},
    Special{"content-lines-of-65534-octets-are-two", made<LongContentLinesAreTwo<65534>>},
    Special{"content-lines-of-65536-octets-are-two", made<LongContentLinesAreTwo<65536>>},
    Special{"long-commands-are-two", made<LongCommandsAreTwo>},
};

}  // namespace

std::span<const Special> framing_specials() {
  return table;
}

}  // namespace heloport::broken
