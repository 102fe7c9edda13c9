// Names in certificates: which server is expected, and who a client is.

#include "transports/tls_names.hpp"

#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <cctype>
#include <memory>

namespace heloport::transports {

namespace {

std::string_view without_brackets(std::string_view name) {
  if (name.size() < 2 || name.front() != '[' || name.back() != ']') return name;
  name = name.substr(1, name.size() - 2);
  constexpr std::string_view tag = "IPv6:";
  const bool tagged = name.size() > tag.size() &&
                      std::equal(tag.begin(), tag.end(), name.begin(), [](char a, char b) {
                        return std::tolower(static_cast<unsigned char>(a)) ==
                               std::tolower(static_cast<unsigned char>(b));
                      });
  return tagged ? name.substr(tag.size()) : name;
}

bool is_address(const std::string& name) {
  ASN1_OCTET_STRING* address = a2i_IPADDRESS(name.c_str());
  ASN1_OCTET_STRING_free(address);
  return address != nullptr;
}

bool is_printable(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char octet) {
    return static_cast<unsigned char>(octet) < 0x20 || octet == 0x7f;
  });
}

std::string text_of(const ASN1_STRING* string) {
  unsigned char* utf8 = nullptr;
  const int octets = ASN1_STRING_to_UTF8(&utf8, string);
  if (octets < 0) return {};
  std::string text(reinterpret_cast<char*>(utf8), static_cast<std::size_t>(octets));
  OPENSSL_free(utf8);
  return is_printable(text) ? text : std::string();
}

struct NamesFree {
  void operator()(GENERAL_NAMES* names) const { GENERAL_NAMES_free(names); }
};

const ASN1_STRING* rfc822_name_in(const GENERAL_NAMES* names) {
  for (int i = 0; i < sk_GENERAL_NAME_num(names); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names, i);
    if (name->type == GEN_EMAIL) return name->d.rfc822Name;
  }
  return nullptr;
}

// The last one is the most specific: names are written from the root down.
const ASN1_STRING* common_name_in(const X509* certificate) {
  const X509_NAME* subject = X509_get_subject_name(certificate);
  const ASN1_STRING* found = nullptr;
  int at = -1;
  while ((at = X509_NAME_get_index_by_NID(subject, NID_commonName, at)) >= 0) {
    found = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at));
  }
  return found;
}

}  // namespace

bool expect_server(SSL* ssl, std::string_view server_name) {
  std::string name(without_brackets(server_name));
  if (!is_printable(name)) return false;
  X509_VERIFY_PARAM* expected = SSL_get0_param(ssl);
  if (is_address(name)) return X509_VERIFY_PARAM_set1_ip_asc(expected, name.c_str()) == 1;
  if (name.ends_with('.')) name.pop_back();
  // OpenSSL takes an empty name for none, and a leading dot for every name below.
  if (name.empty() || name.front() == '.') return false;
  X509_VERIFY_PARAM_set_hostflags(
      expected, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
  return X509_VERIFY_PARAM_set1_host(expected, name.data(), name.size()) == 1 &&
         SSL_set_tlsext_host_name(ssl, name.c_str()) == 1;
}

bool expects_server(SSL* ssl) {
  X509_VERIFY_PARAM* expected = SSL_get0_param(ssl);
  if (X509_VERIFY_PARAM_get0_host(expected, 0) != nullptr) return true;
  char* address = X509_VERIFY_PARAM_get1_ip_asc(expected);
  OPENSSL_free(address);
  return address != nullptr;
}

std::string identity_in(const X509* certificate) {
  const std::unique_ptr<GENERAL_NAMES, NamesFree> names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  const ASN1_STRING* name = names ? rfc822_name_in(names.get()) : nullptr;
  if (name == nullptr) name = common_name_in(certificate);
  return name != nullptr ? text_of(name) : std::string();
}

}  // namespace heloport::transports
