#pragma once
// Records on their way, between the transport and OpenSSL.

#include <cassert>
#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

namespace heloport::transports {

/// What one record may hold (RFC 8446, 5.1), and what may stand around it: header, tag, a nonce of
/// TLS 1.2, and the few short messages (an alert, an answer to a key update) that can come first.
inline constexpr std::size_t tls_record_octets_max = std::size_t{16} << 10;
inline constexpr std::size_t tls_overhead_octets_max = 512;
/// A whole record with room to spare, so one read can take it and one write can send it.
inline constexpr std::size_t tls_block_octets = tls_record_octets_max + 2 * tls_overhead_octets_max;

/// One block, there only while octets are in it or room was asked for.
/// Lifetime: room() and octets() until the next call that is not const.
class TlsBlock {
 public:
  bool empty() const { return begin_ == end_; }
  std::string_view octets() const { return {block_.get() + begin_, end_ - begin_}; }
  std::size_t room_octets() const { return tls_block_octets - (empty() ? 0 : end_); }

  std::span<char> room() {
    if (empty()) begin_ = end_ = 0;
    if (!block_) block_.reset(new char[tls_block_octets]);
    return {block_.get() + end_, tls_block_octets - end_};
  }
  void wrote(std::size_t n) {
    assert(n <= tls_block_octets - end_);
    end_ += n;
  }
  void took(std::size_t n) {
    assert(n <= end_ - begin_);
    begin_ += n;
  }
  void clear() { begin_ = end_ = 0; }
  void release_if_empty() {
    if (!empty()) return;
    begin_ = end_ = 0;
    block_.reset();
  }
  bool held() const { return block_ != nullptr; }

 private:
  std::unique_ptr<char[]> block_;
  // begin_ <= end_ <= tls_block_octets
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

struct TlsBlocks {
  TlsBlock came;      // from the transport, not yet taken by OpenSSL
  TlsBlock to_leave;  // records that the transport has not taken yet
};

}  // namespace heloport::transports
