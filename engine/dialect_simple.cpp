// The simple dialect: the documented sessions of sending, listing and reading, to the letter.

#include "engine/dialect.hpp"
#include "engine/replies_standard.hpp"

namespace heloport::engine {
namespace {

// clang-format off
constexpr ReplyTable texts = replies_over(standard_replies, {
    {Say::greeting,     {220, "", "SimpleSMTP Server Ready"}},
    {Say::hello,        {250, "", "Hello"}},
    {Say::sender_ok,    {250, "", "OK"}},
    {Say::recipient_ok, {250, "", "OK"}},
    {Say::reset_ok,     {250, "", "OK"}},
    {Say::noop_ok,      {250, "", "OK"}},
    {Say::data_go,      {354, "", "End with '.' on a new line"}},
    {Say::message_ok,   {250, "", "Message accepted"}},
    {Say::bye,          {221, "", "Bye"}},
    {Say::mail_list,    {250, "", "List of emails for $detail:"}},
    {Say::mail_content, {250, "", "Email content:"}},
});
// clang-format on
static_assert(well_formed(texts), "a reply is malformed");

}  // namespace

constinit const Dialect simple{
    .name = "simple",
    .replies = texts,
    .leniency = grammar::Leniency::space_after_colon | grammar::Leniency::bare_path |
                grammar::Leniency::helo_literal | grammar::Leniency::ehlo_trailing_text |
                grammar::Leniency::simple_listing,
    // Lines end where they always do; but nothing is announced, so nothing is negotiated.
    .extensions = {ExtensionId::listing, ExtensionId::reading},
    .announces = false,
    .closes_after_quit = false,
    .file_name_line = true,
    .trace_fields = false,
};

}  // namespace heloport::engine
