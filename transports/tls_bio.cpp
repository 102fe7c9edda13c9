// OpenSSL's reads and writes, answered out of two blocks.

#include "transports/tls_bio.hpp"

#include <algorithm>
#include <cstring>
#include <memory>

namespace heloport::transports {

namespace {

TlsBlocks& blocks_of(BIO* bio) {
  return *static_cast<TlsBlocks*>(BIO_get_data(bio));
}

int read(BIO* bio, char* target, std::size_t octets, std::size_t* taken) {
  BIO_clear_retry_flags(bio);
  TlsBlock& came = blocks_of(bio).came;
  *taken = came.octets().copy(target, octets);
  came.took(*taken);
  if (*taken > 0) return 1;
  BIO_set_retry_read(bio);
  return 0;
}

int write(BIO* bio, const char* source, std::size_t octets, std::size_t* written) {
  BIO_clear_retry_flags(bio);
  TlsBlock& to_leave = blocks_of(bio).to_leave;
  *written = std::min(octets, to_leave.room_octets());
  if (*written == 0) {
    BIO_set_retry_write(bio);
    return 0;
  }
  std::memcpy(to_leave.room().data(), source, *written);
  to_leave.wrote(*written);
  return 1;
}

// Flushing is all that is asked of a BIO besides, and there is nothing to do for it.
long control(BIO* /*bio*/, int what, long /*number*/, void* /*pointer*/) {
  return what == BIO_CTRL_FLUSH ? 1 : 0;
}

int create(BIO* bio) {
  BIO_set_init(bio, 1);
  return 1;
}

struct MethodFree {
  void operator()(BIO_METHOD* method) const { BIO_meth_free(method); }
};
using Method = std::unique_ptr<BIO_METHOD, MethodFree>;

Method make_method() {
  Method method(BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "heloport blocks"));
  if (!method) return method;
  BIO_meth_set_read_ex(method.get(), read);
  BIO_meth_set_write_ex(method.get(), write);
  BIO_meth_set_ctrl(method.get(), control);
  BIO_meth_set_create(method.get(), create);
  return method;
}

}  // namespace

BIO* new_bio_over(TlsBlocks& blocks) {
  static const Method method = make_method();
  if (!method) return nullptr;
  BIO* bio = BIO_new(method.get());
  if (bio != nullptr) BIO_set_data(bio, &blocks);
  return bio;
}

}  // namespace heloport::transports
