#pragma once
// A reply is always a triple: code, enhanced code, text. And everything a server says by itself.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace heloport::engine {

/// One reply (RFC 5321, 4.2; RFC 3463 for the enhanced code, empty where there is none).
///
/// Shape: the text may hold $host (our name), $client (the name of HELO or EHLO) and $detail
///        (what the application added to its verdict). Octets that do not belong in a reply are
///        replaced by `?` on the way out, so no text can end a line early.
struct Reply {
  std::uint16_t code = 0;
  std::string_view enhanced;
  std::string_view text;
};

/// Everything that the engine says by itself. The texts are a dialect's business.
enum class Say : std::uint8_t {
  greeting,
  lmtp_greeting,
  hello,
  sender_ok,
  recipient_ok,
  data_go,
  chunk_ok,
  message_ok,
  reset_ok,
  noop_ok,
  bye,
  verify_ok,
  verify_in_utf8,
  help,
  starttls_go,
  auth_ok,
  queue_started,
  forward_ok,
  mail_list,
  mail_content,
  // Mistakes of the peer.
  unknown_verb,
  not_implemented,
  bad_character,
  missing_argument,
  unexpected_argument,
  bad_keyword,
  bad_path,
  bad_local_part,
  bad_domain,
  bad_address_literal,
  bad_parameter,
  bad_argument,
  unknown_parameter,
  repeated_parameter,
  bad_parameter_value,
  deadline_too_near,
  needs_smtputf8_sender,
  needs_smtputf8_recipient,
  line_too_long,
  path_too_long,
  hello_first,
  ehlo_first,
  lhlo_first,
  nested_mail,
  mail_first,
  no_recipients,
  no_valid_recipients,
  refused_session,
  // CHUNKING.
  bad_chunk_size,
  chunks_only,
  binary_needs_chunks,
  // TLS and AUTH.
  tls_active,
  tls_first,
  auth_first,
  auth_twice,
  auth_cancelled,
  auth_line_too_long,
  bad_base64,
  unknown_mechanism,
  not_trusted,
  unknown_attribute,
  node_missing,
  // Limits and refusals.
  too_many_recipients,
  too_many_mails,
  message_too_big,
  bad_line_ending,
  listing_denied,
  // Ends of a session.
  too_many_errors,
  too_many_commands,
  too_many_octets,
  too_many_auth_failures,
  timed_out,
  shutting_down,
  count,
};

using ReplyTable = std::array<Reply, static_cast<std::size_t>(Say::count)>;

}  // namespace heloport::engine
