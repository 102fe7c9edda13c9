// The reference dialect: the wording of the first documented session, a plain RFC 5321 server.

#include "engine/dialect.hpp"
#include "engine/replies.hpp"

namespace heloport::engine {
namespace {

constexpr ReplyTable texts(const ReplyTable& base) {
  return replies_over(base, {
      {Say::greeting,     {220, "", "$host ESMTP Postfix"}},
      {Say::hello,        {250, "", "Hello $client, I am glad to meet you"}},
      {Say::sender_ok,    {250, "", "Ok"}},
      {Say::recipient_ok, {250, "", "Ok"}},
      {Say::data_go,      {354, "", "End data with <CR><LF>.<CR><LF>"}},
      {Say::message_ok,   {250, "", "Ok: queued as $detail"}},
      {Say::bye,          {221, "", "Bye"}},
  });
}

}  // namespace

const Dialect reference{
    .name = "reference",
    .replies = texts(standard_replies),
    .leniency = grammar::Leniency::helo_literal,
    .extensions = {ExtensionId::size, ExtensionId::eightbitmime},
};

}  // namespace heloport::engine
