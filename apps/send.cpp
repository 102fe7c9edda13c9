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
#include "grammar/parameters.hpp"

namespace heloport::apps {
namespace {

bool holds_control_octet(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7F'; });
}

// As read_content() takes it.
std::string file_argument(const std::string& file) {
  return file == "-" ? file : "@" + file;
}

Exit no_mailbox(const std::string& word) {
  return fail(Exit::usage, fmt::format("{} is no mail address; write it as user@domain", word));
}

// Words of RFC 3461, 4.1, by commas. The engine checks again what it says.
std::optional<engine::Notify> notify_of(std::string_view text) {
  engine::Notify notify;
  for (const std::string& word : split_at_commas(text)) {
    const auto is = [&word](std::string_view known) {
      return grammar::equal_ignoring_case(word, known);
    };
    if (!is("never") && !is("success") && !is("failure") && !is("delay")) return std::nullopt;
    notify.never |= is("never");
    notify.success |= is("success");
    notify.failure |= is("failure");
    notify.delay |= is("delay");
  }
  if (notify.never && (notify.success || notify.failure || notify.delay)) return std::nullopt;
  return notify;
}

std::optional<Exit> take_reports(const SendOptions& options, MailOrder& order) {
  if (!options.notify.empty()) {
    order.notify = notify_of(options.notify);
    if (!order.notify) {
      return fail(Exit::usage, fmt::format("--notify {}: write never, or any of "
                                           "success,failure,delay with commas between",
                                           options.notify));
    }
  }
  if (options.ret == "full") order.ret = engine::Ret::full;
  if (options.ret == "hdrs") order.ret = engine::Ret::headers;
  order.envid = options.envid;
  return std::nullopt;
}

// A letter has a content and a name; a message that is ready has both inside.
std::optional<Exit> take_content(const SendOptions& options, MailOrder& order) {
  const bool ready = !options.data.empty();
  if (ready && !options.content.empty()) {
    return fail(Exit::usage, "--data FILE is the whole message: leave out CONTENT and NAME");
  }
  if (!ready && (options.name.empty() || holds_control_octet(options.name))) {
    return fail(Exit::usage,
                options.name.empty() && options.content.empty()
                    ? "CONTENT and NAME are missing; or give a message with --data"
                : options.name.empty()
                    ? "NAME is missing: it is the subject, the last of FROM TO CONTENT NAME"
                    : "NAME must be one line of text; choose another one");
  }
  const auto content = read_content(ready ? file_argument(options.data) : options.content);
  if (const Exit* failure = std::get_if<Exit>(&content)) return *failure;
  const std::string& text = std::get<std::string>(content);
  if (ready) {
    order.message = text;
    order.letter.name = "message";  // the simple dialect has no other place for one
  } else {
    order.letter.name = options.name;
    order.letter.content = with_crlf(text);
  }
  return std::nullopt;
}

// `<>` is whoever sends a report (RFC 5321, 4.5.5). A letter needs somebody in its From field.
std::optional<std::string> sender_of(const SendOptions& options) {
  if (options.from == "<>" && !options.data.empty()) return "";
  return typed_mailbox(options.from);
}

}  // namespace

Exit send(const SendOptions& options) {
  const std::optional<std::string> from = sender_of(options);
  if (!from) return no_mailbox(options.from);
  std::vector<std::string> to;
  for (const std::string& word : split_at_commas(options.to)) {
    const std::optional<std::string> mailbox = typed_mailbox(word);
    if (!mailbox) return no_mailbox(word.empty() ? "nothing (between two commas)" : word);
    to.push_back(*mailbox);
  }
  MailOrder order;
  if (const auto failure = take_reports(options, order)) return *failure;
  if (const auto failure = take_content(options, order)) return *failure;
  const std::string host = hello_name(options.client);
  order.letter.from = *from;
  order.letter.to = std::move(to);
  order.letter.date = date_time(std::time(nullptr));
  order.letter.message_id = message_id(host);
  order.requiretls = options.requiretls;
  order.lmtp = options.client.lmtp;
  SendTask task(std::move(order));
  return converse(options.client, task, Greeting::hello);
}

}  // namespace heloport::apps
