// The application behind one client session: the loop over its events.

#include "apps/client_party.hpp"

#include <utility>

namespace heloport::apps {

bool ClientTask::write(engine::ClientSession&) {
  return false;
}

ClientParty::ClientParty(ClientTask& task, PrintedView& view, HelloNames names,
                         engine::ClientOptions options, engine::Buffers& buffers)
    : task_(task),
      view_(view),
      names_(std::move(names)),
      options_(std::move(options)),
      session_(options_, buffers) {}

void ClientParty::serve() {
  const auto pull = [this](const auto& event) { return on(event); };
  while (std::visit(pull, session_.next())) {
  }
}

void ClientParty::stop(transports::Urgency) {
  session_.abandon();
  serve();
}

bool ClientParty::on(const engine::ReplyText& line) {
  // The dialect is known now, and the session says hello when the greeting is complete.
  if (line.step == engine::Step::greeting) {
    const bool simple = session_.dialect().file_name_line;
    options_.hello_name = simple ? names_.simple : names_.standard;
  }
  if (task_.shows(line.step)) view_.show(line);
  return true;
}

bool ClientParty::on(const engine::Answered& answer) {
  task_.hear(session_, answer);
  return true;
}

bool ClientParty::on(const engine::ClientClosed& closed) {
  task_.end(closed.reason);
  return false;
}

}  // namespace heloport::apps
