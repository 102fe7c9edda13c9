#pragma once
// LIST and READ: one question, one answer.

#include <cstdint>
#include <optional>
#include <string>

#include "apps/client_party.hpp"

namespace heloport::apps {

/// Asks for the names of the mails of `user`, or for one mail. Needs no HELO, and shows the
/// greeting and the answer, as the documented sessions do.
class LookupTask final : public ClientTask {
 public:
  /// Without a name: LIST.
  LookupTask(std::string user, std::optional<std::string> name)
      : user_(std::move(user)), name_(std::move(name)) {}

  bool speak(engine::ClientSession& session) override;
  void hear(engine::ClientSession& session, const engine::Answered& answer) override;
  bool shows(engine::Step step) const override;
  Exit conclude() override;

 private:
  const std::string user_;
  const std::optional<std::string> name_;
  bool asked_ = false;
  std::uint16_t code_ = 0;  // of the answer
  std::string text_;
  std::string fault_;
};

}  // namespace heloport::apps
