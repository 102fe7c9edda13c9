#pragma once
// Where reads end. What a parser makes of octets must not depend on it (oracle O2).

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace heloport::fuzz {

/// One way to cut a text into reads, without storage of its own.
struct Splitting {
  enum class Kind : std::uint8_t {
    whole,
    octets,    // one octet a read
    after_cr,  // a read ends behind each CR
    cuts,      // at the two places in `cuts`, in any order; places beyond the end are none
  };
  Kind kind = Kind::whole;
  std::array<std::size_t, 2> cuts{};

  /// Where the read ends that begins at `at`, which is not the end of the text.
  std::size_t end_after(std::size_t at, std::string_view text) const {
    std::size_t end = text.size();
    switch (kind) {
      case Kind::whole:
        break;
      case Kind::octets:
        return at + 1;
      case Kind::after_cr:
        end = text.find('\r', at);
        return end == std::string_view::npos ? text.size() : end + 1;
      case Kind::cuts:
        for (const std::size_t cut : cuts) {
          if (cut > at && cut < end) end = cut;
        }
    }
    return end;
  }
};

/// Whole first, then every other kind, with these cuts.
constexpr std::array<Splitting, 4> splittings(std::size_t one_cut, std::size_t other_cut) {
  using Kind = Splitting::Kind;
  return {Splitting{Kind::whole, {}}, Splitting{Kind::octets, {}}, Splitting{Kind::after_cr, {}},
          Splitting{Kind::cuts, {one_cut, other_cut}}};
}

/// In two reads, of which the first has `cut` octets.
constexpr Splitting cut_at(std::size_t cut) {
  return {Splitting::Kind::cuts, {cut, cut}};
}

}  // namespace heloport::fuzz
