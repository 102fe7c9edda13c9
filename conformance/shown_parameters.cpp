// See shown_parameters.hpp.

#include "conformance/shown_parameters.hpp"

namespace heloport::conformance {
namespace {

std::string_view word_of(engine::BodyType body) {
  switch (body) {
    case engine::BodyType::seven_bit:
      return "7BIT";
    case engine::BodyType::eight_bit_mime:
      return "8BITMIME";
    case engine::BodyType::binary_mime:
      return "BINARYMIME";
  }
  return "";
}

std::string shown(const engine::DeliverBy& by) {
  return " BY=" + std::to_string(by.seconds) + (by.returns ? ";R" : ";N") + (by.traced ? "T" : "");
}

std::string shown(const engine::Hold& hold) {
  if (hold.until.empty()) return " HOLDFOR=" + std::to_string(hold.seconds);
  return " HOLDUNTIL=" + std::string(hold.until);
}

std::string shown(const engine::Notify& notify) {
  std::string words;
  const auto add = [&words](bool set, std::string_view word) {
    if (set) words.append(words.empty() ? "" : ",").append(word);
  };
  add(notify.never, "NEVER");
  add(notify.success, "SUCCESS");
  add(notify.failure, "FAILURE");
  add(notify.delay, "DELAY");
  return " NOTIFY=" + words;
}

}  // namespace

std::string shown_parameters(const engine::MailParameters& parameters) {
  std::string text;
  if (parameters.size_octets) text += " SIZE=" + std::to_string(*parameters.size_octets);
  if (parameters.body) text.append(" BODY=").append(word_of(*parameters.body));
  if (parameters.smtputf8) text += " SMTPUTF8";
  if (parameters.ret) text += *parameters.ret == engine::Ret::full ? " RET=FULL" : " RET=HDRS";
  if (!parameters.envid.empty()) text.append(" ENVID=").append(parameters.envid);
  if (!parameters.auth.empty()) text.append(" AUTH=").append(parameters.auth);
  if (parameters.deliver_by) text += shown(*parameters.deliver_by);
  if (parameters.hold) text += shown(*parameters.hold);
  if (parameters.priority) text += " MT-PRIORITY=" + std::to_string(*parameters.priority);
  if (parameters.requiretls) text += " REQUIRETLS";
  return text;
}

std::string shown_parameters(const engine::RcptParameters& parameters) {
  std::string text;
  if (parameters.notify) text += shown(*parameters.notify);
  if (!parameters.orcpt.empty()) text.append(" ORCPT=").append(parameters.orcpt);
  return text;
}

}  // namespace heloport::conformance
