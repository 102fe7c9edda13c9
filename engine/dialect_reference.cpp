// The reference dialect: the wording of the first documented session, a plain RFC 5321 server.

#include "engine/dialect.hpp"
#include "engine/replies_standard.hpp"

namespace heloport::engine {
namespace {

// clang-format off
constexpr ReplyTable texts = replies_over(standard_replies, {
    {Say::greeting,     {220, "", "$host ESMTP Postfix"}},
    {Say::hello,        {250, "", "Hello $client, I am glad to meet you"}},
    {Say::sender_ok,    {250, "", "Ok"}},
    {Say::recipient_ok, {250, "", "Ok"}},
    {Say::data_go,      {354, "", "End data with <CR><LF>.<CR><LF>"}},
    {Say::message_ok,   {250, "", "Ok: queued as $detail"}},
    {Say::bye,          {221, "", "Bye"}},
});
// clang-format on
static_assert(well_formed(texts), "a reply is malformed");

}  // namespace

constinit const Dialect reference{
    .name = "reference",
    .replies = texts,
    .leniency = grammar::Leniency::helo_literal,
    .extensions = {ExtensionId::size, ExtensionId::eightbitmime},
};

}  // namespace heloport::engine
