#pragma once
// What RFC 5321 and RFC 3463 would have us say: the replies that every dialect starts from.

#include "engine/replies.hpp"

namespace heloport::engine {

// The greeting and the replies to EHLO and HELO carry no enhanced code (RFC 2034, 4), and neither
// does a 354. 221 and 421 name the host first (RFC 5321, 4.3.1), behind the enhanced code.
// clang-format off
inline constexpr ReplyTable standard_replies = replies_over({}, {
    {Say::greeting,           {220, "", "$host ESMTP Heloport"}},
    {Say::lmtp_greeting,      {220, "", "$host LMTP Heloport"}},
    {Say::hello,              {250, "", "$host greets $client"}},
    {Say::sender_ok,          {250, "2.1.0", "Ok"}},
    {Say::recipient_ok,       {250, "2.1.5", "Ok"}},
    {Say::data_go,            {354, "", "End data with <CRLF>.<CRLF>"}},
    {Say::chunk_ok,           {250, "2.0.0", "$detail octets received"}},
    {Say::message_ok,         {250, "2.0.0", "Ok $detail"}},
    {Say::reset_ok,           {250, "2.0.0", "Ok"}},
    {Say::noop_ok,            {250, "2.0.0", "Ok"}},
    {Say::bye,                {221, "2.0.0", "$host Bye"}},
    {Say::verify_ok,          {250, "2.1.5", "$detail"}},
    {Say::verify_in_utf8,     {252, "2.6.8", "The answer needs UTF-8, which is not written here"}},
    {Say::help,               {214, "2.0.0", "Commands, see RFC 5321:"}},
    {Say::starttls_go,        {220, "2.0.0", "Ready to start TLS"}},
    {Say::auth_ok,            {235, "2.7.0", "Authentication successful"}},
    {Say::queue_started,      {250, "2.0.0", "Queuing started $detail"}},
    {Say::forward_ok,         {250, "2.0.0", "Ok"}},
    {Say::mail_list,          {250, "", "List of emails for $detail:"}},
    {Say::mail_content,       {250, "", "Email content:"}},
    // Mistakes of the peer (RFC 5321, 4.2.4, 4.3.2; RFC 3463).
    {Say::unknown_verb,       {500, "5.5.2", "Command not recognized"}},
    {Say::not_implemented,    {502, "5.5.1", "Command not implemented"}},
    {Say::bad_character,      {501, "5.5.2", "Character not allowed in a command"}},
    {Say::missing_argument,   {501, "5.5.4", "Argument missing"}},
    {Say::unexpected_argument, {501, "5.5.4", "This command takes no argument"}},
    {Say::bad_keyword,        {501, "5.5.4", "Keyword after the verb missing or wrong"}},
    {Say::bad_path,           {501, "5.1.7", "Bad path, expected <address>"}},
    {Say::bad_local_part,     {501, "5.1.7", "Bad local part in the address"}},
    {Say::bad_domain,         {501, "5.1.7", "Bad domain in the address"}},
    {Say::bad_address_literal, {501, "5.1.7", "Bad address literal"}},
    {Say::bad_parameter,      {501, "5.5.4", "Malformed parameter"}},
    {Say::bad_argument,       {501, "5.5.4", "Bad argument"}},
    {Say::unknown_parameter,  {555, "5.5.4", "Parameter not recognized"}},
    {Say::repeated_parameter, {501, "5.5.4", "Parameter given twice"}},
    {Say::bad_parameter_value, {501, "5.5.4", "Bad parameter value"}},
    {Say::deadline_too_near,  {555, "5.5.4", "Deadline nearer than the announced one"}},
    {Say::needs_smtputf8_sender,    {550, "5.6.7", "Address needs SMTPUTF8"}},
    {Say::needs_smtputf8_recipient, {553, "5.6.7", "Address needs SMTPUTF8"}},
    {Say::line_too_long,      {500, "5.5.2", "Line too long"}},
    {Say::path_too_long,      {501, "5.1.7", "Path too long"}},
    {Say::hello_first,        {503, "5.5.1", "Say EHLO or HELO first"}},
    {Say::ehlo_first,         {503, "5.5.1", "Say EHLO first"}},
    {Say::lhlo_first,         {503, "5.5.1", "Say LHLO first"}},
    {Say::nested_mail,        {503, "5.5.1", "Transaction already open"}},
    {Say::mail_first,         {503, "5.5.1", "No transaction open, say MAIL first"}},
    {Say::no_recipients,      {503, "5.5.1", "No recipient, say RCPT first"}},
    {Say::no_valid_recipients, {554, "5.5.1", "No valid recipients"}},
    {Say::refused_session,    {503, "5.5.1", "Session refused, say QUIT"}},
    // CHUNKING (RFC 3030, 2 and 3).
    {Say::bad_chunk_size,     {501, "5.5.4", "Chunk size not understood, closing the connection"}},
    {Say::chunks_only,        {503, "5.5.1", "DATA and BDAT do not mix, say BDAT or RSET"}},
    {Say::binary_needs_chunks, {503, "5.5.1", "BODY=BINARYMIME needs BDAT"}},
    // TLS and AUTH (RFC 3207, 4; RFC 4954, 4 and 6).
    {Say::tls_active,         {503, "5.5.1", "TLS is active already"}},
    {Say::tls_first,          {530, "5.7.0", "Say STARTTLS first"}},
    {Say::auth_first,         {530, "5.7.0", "Authentication required"}},
    {Say::auth_twice,         {503, "5.5.1", "Authenticated already"}},
    {Say::auth_cancelled,     {501, "5.7.0", "Authentication cancelled"}},
    {Say::auth_line_too_long, {500, "5.5.6", "Authentication line too long"}},
    {Say::bad_base64,         {501, "5.5.2", "That is no base64"}},
    {Say::unknown_mechanism,  {504, "5.5.4", "Mechanism not offered"}},
    {Say::not_trusted,        {550, "5.7.0", "Not from here"}},
    {Say::unknown_attribute,  {501, "5.5.4", "Attribute not known here"}},
    // RFC 1985, 5 has 500 for ETRN alone, where other verbs draw 501.
    {Say::node_missing,       {500, "5.5.4", "ETRN needs the name of a node"}},
    // Limits and refusals.
    {Say::too_many_recipients, {452, "4.5.3", "Too many recipients"}},
    {Say::too_many_mails,     {452, "4.5.3", "Too many messages in one session"}},
    {Say::message_too_big,    {552, "5.3.4", "Message too big"}},
    {Say::bad_line_ending,    {550, "5.6.0", "Bare CR, bare LF or NUL in the message"}},
    {Say::listing_denied,     {530, "5.7.0", "Authentication required"}},
    // Ends of a session.
    {Say::too_many_errors,    {421, "4.7.0", "$host Too many errors"}},
    {Say::too_many_commands,  {421, "4.7.0", "$host Too many commands without a message"}},
    {Say::too_many_octets,    {421, "4.7.0", "$host Too much data"}},
    {Say::too_many_auth_failures, {421, "4.7.0", "$host Too many failed logins"}},
    {Say::timed_out,          {421, "4.4.2", "$host Timeout"}},
    {Say::shutting_down,      {421, "4.3.2", "$host Shutting down"}},
});
// clang-format on
static_assert(well_formed(standard_replies), "a reply is missing or malformed");

}  // namespace heloport::engine
