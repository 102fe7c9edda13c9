#pragma once
// The client's printed view of a session, as the documented sessions show it.

#include <cstdio>
#include <string_view>

#include "engine/client_events.hpp"

namespace heloport::apps {

/// Prints replies as `Server: 250 OK`, and the lines of an answer to LIST or READ as they are.
class PrintedView {
 public:
  /// What the user wants to see: with a transcript elsewhere the replies need not stand here too.
  enum class Replies { shown, hidden };
  PrintedView(std::FILE* out, Replies replies);
  void show(const engine::ReplyText& line);

 private:
  void show_answer(const engine::ReplyText& line);
  void show_reply(const engine::ReplyText& line);

  std::FILE* out_;
  const Replies replies_;
  const bool terminal_;
  bool answer_begun_ = false;  // the first line of a LIST or READ was shown
};

}  // namespace heloport::apps
