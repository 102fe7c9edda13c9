// heloport list and heloport read.

#include <fmt/format.h>

#include <optional>

#include "apps/addresses.hpp"
#include "apps/console.hpp"
#include "apps/converse.hpp"
#include "apps/lookup_task.hpp"
#include "apps/mime.hpp"
#include "apps/options.hpp"

namespace heloport::apps {
namespace {

Exit look_up(const ClientChoice& choice, const std::string& user, std::optional<std::string> name) {
  const std::optional<std::string> mailbox = typed_mailbox(user);
  if (!mailbox) {
    return fail(Exit::usage, fmt::format("{} is no mail address; write it as user@domain", user));
  }
  // An address beyond ASCII may be said only where SMTPUTF8 is offered, and EHLO asks for that.
  const bool ascii = !has_eight_bit(*mailbox);
  LookupTask task(*mailbox, std::move(name));
  return converse(choice, task, ascii ? Greeting::none : Greeting::hello);
}

}  // namespace

Exit list(const ListOptions& options) {
  return look_up(options.client, options.user, std::nullopt);
}

Exit read(const ReadOptions& options) {
  return look_up(options.client, options.user, options.name);
}

}  // namespace heloport::apps
