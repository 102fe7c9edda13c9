// heloport send: one mail from the command line.

#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <optional>

#include "apps/addresses.hpp"
#include "apps/console.hpp"
#include "apps/content.hpp"
#include "apps/converse.hpp"
#include "apps/date_time.hpp"
#include "apps/identifiers.hpp"
#include "apps/options.hpp"
#include "apps/send_task.hpp"

namespace heloport::apps {
namespace {

bool holds_control_octet(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7F'; });
}

Exit no_mailbox(const std::string& word) {
  return fail(Exit::usage, fmt::format("{} is no mail address; write it as user@domain", word));
}

}  // namespace

Exit send(const SendOptions& options) {
  const std::optional<std::string> from = typed_mailbox(options.from);
  if (!from) return no_mailbox(options.from);
  std::vector<std::string> to;
  for (const std::string& word : split_at_commas(options.to)) {
    const std::optional<std::string> mailbox = typed_mailbox(word);
    if (!mailbox) return no_mailbox(word.empty() ? "nothing (between two commas)" : word);
    to.push_back(*mailbox);
  }
  if (options.name.empty() || holds_control_octet(options.name)) {
    return fail(Exit::usage, "NAME must be one line of text; choose another one");
  }
  const auto content = read_content(options.content);
  if (const Exit* failure = std::get_if<Exit>(&content)) return *failure;

  const std::string host = hello_name(options.client);
  SendTask task({.from = *from,
                 .to = std::move(to),
                 .name = options.name,
                 .content = with_crlf(std::get<std::string>(content)),
                 .date = date_time(std::time(nullptr)),
                 .message_id = message_id(host)});
  return converse(options.client, task, Greeting::hello);
}

}  // namespace heloport::apps
