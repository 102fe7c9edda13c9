// Certificates that are made when a program starts. OpenSSL does it.

#include "transports/tls_authority.hpp"

#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <cerrno>
#include <cstdint>
#include <utility>

#include "transports/descriptor.hpp"

namespace heloport::transports {

namespace {

template <auto free_function>
struct FreedBy {
  template <typename Thing>
  void operator()(Thing* thing) const {
    free_function(thing);
  }
};
using Key = std::unique_ptr<EVP_PKEY, FreedBy<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, FreedBy<X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, FreedBy<X509_EXTENSION_free>>;
using Memory = std::unique_ptr<BIO, FreedBy<BIO_free_all>>;

constexpr long day_seconds = 24 * 60 * 60;
constexpr long valid_days = 10;

Fault not_made(const std::string& what) {
  return {std::make_error_code(std::errc::not_enough_memory), "OpenSSL cannot make " + what};
}

Key new_key() {
  return Key(EVP_EC_gen("P-256"));
}

bool add(X509* certificate, X509* issuer, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

// Two certificates of one issuer never have the same number.
bool number_it(X509* certificate) {
  std::uint64_t number = 0;
  if (RAND_bytes(reinterpret_cast<unsigned char*>(&number), sizeof number) != 1) return false;
  return ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), number >> 1) == 1;
}

bool name_it(X509_NAME* name, const std::string& common_name) {
  const auto* const text = reinterpret_cast<const unsigned char*>(common_name.c_str());
  return X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, text, -1, -1, 0) == 1;
}

struct Pair {
  Key key;
  Certificate certificate;
};

// What all certificates have; neither extensions nor a signature yet.
Pair begin_certificate(const std::string& common_name, bool expired) {
  Pair pair{new_key(), Certificate(X509_new())};
  X509* const made = pair.certificate.get();
  if (!pair.key || made == nullptr) return {};
  const bool done = X509_set_version(made, 2) == 1 && number_it(made) &&
                    name_it(X509_get_subject_name(made), common_name) &&
                    X509_set_pubkey(made, pair.key.get()) == 1;
  X509_gmtime_adj(X509_getm_notBefore(made), expired ? -valid_days * day_seconds : -day_seconds);
  X509_gmtime_adj(X509_getm_notAfter(made), expired ? -day_seconds : valid_days * day_seconds);
  return done ? std::move(pair) : Pair{};
}

bool sign(X509* certificate, X509* issuer, EVP_PKEY* key) {
  return X509_set_issuer_name(certificate, X509_get_subject_name(issuer)) == 1 &&
         X509_sign(certificate, key, EVP_sha256()) != 0;
}

Pair new_authority(const std::string& common_name) {
  Pair pair = begin_certificate(common_name, false);
  X509* const made = pair.certificate.get();
  if (made == nullptr) return {};
  const bool done = add(made, made, NID_basic_constraints, "critical,CA:TRUE") &&
                    add(made, made, NID_key_usage, "critical,keyCertSign,cRLSign") &&
                    add(made, made, NID_subject_key_identifier, "hash") &&
                    sign(made, made, pair.key.get());
  return done ? std::move(pair) : Pair{};
}

std::string joined(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "" : ",") + name;
  return list;
}

std::string in_pem(const Pair& pair, bool with_key) {
  const Memory memory(BIO_new(BIO_s_mem()));
  if (!memory || PEM_write_bio_X509(memory.get(), pair.certificate.get()) != 1) return {};
  if (with_key && PEM_write_bio_PrivateKey(memory.get(), pair.key.get(), nullptr, nullptr, 0,
                                           nullptr, nullptr) != 1) {
    return {};
  }
  char* octets = nullptr;
  const long count = BIO_get_mem_data(memory.get(), &octets);
  return {octets, static_cast<std::size_t>(count)};
}

std::optional<Fault> write_file(const std::string& path, const std::string& text) {
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (file.open() &&
      ::write(file.number(), text.data(), text.size()) == static_cast<ssize_t>(text.size())) {
    return std::nullopt;
  }
  const std::error_code error(errno, std::generic_category());
  return Fault{error, "cannot write " + path + ": " + error.message()};
}

}  // namespace

struct TlsAuthority::Keys {
  Pair authority;
  Pair stranger;  // of whom nobody has a certificate
};

TlsAuthority::TlsAuthority(std::string folder, std::unique_ptr<Keys> keys)
    : folder_(std::move(folder)), keys_(std::move(keys)) {}
TlsAuthority::TlsAuthority(TlsAuthority&&) noexcept = default;
TlsAuthority& TlsAuthority::operator=(TlsAuthority&&) noexcept = default;
TlsAuthority::~TlsAuthority() = default;

std::variant<TlsAuthority, Fault> TlsAuthority::open(std::string folder) {
  auto keys = std::make_unique<Keys>();
  keys->authority = new_authority("heloport check");
  keys->stranger = new_authority("a stranger to heloport check");
  if (!keys->authority.key || !keys->stranger.key) return not_made("a certificate authority");
  const std::string text = in_pem(keys->authority, false);
  TlsAuthority authority(std::move(folder), std::move(keys));
  if (auto fault = write_file(authority.ca_file(), text)) return std::move(*fault);
  return authority;
}

std::variant<std::string, Fault> TlsAuthority::issue(const std::string& name,
                                                     const CertificateWish& wish) {
  Pair pair = begin_certificate(name, wish.expired);
  X509* const made = pair.certificate.get();
  if (made == nullptr) return not_made("a certificate");
  const bool alone = wish.signer == CertificateWish::Signer::itself;
  const Pair& signer =
      wish.signer == CertificateWish::Signer::stranger ? keys_->stranger : keys_->authority;
  X509* const issuer = alone ? made : signer.certificate.get();
  const bool done = add(made, issuer, NID_basic_constraints, "critical,CA:FALSE") &&
                    add(made, issuer, NID_ext_key_usage, "serverAuth") &&
                    add(made, issuer, NID_subject_alt_name, joined(wish.names)) &&
                    sign(made, issuer, alone ? pair.key.get() : signer.key.get());
  if (!done) return not_made("a certificate");
  std::string path = folder_ + "/" + name + ".pem";
  if (auto fault = write_file(path, in_pem(pair, true))) return std::move(*fault);
  return path;
}

}  // namespace heloport::transports
