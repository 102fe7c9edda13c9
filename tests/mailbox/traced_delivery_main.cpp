// traced_delivery STORE COUNT [early]: delivers COUNT mails to two mailboxes of STORE, each on a
// worker as the server does it, and writes a 250 for each. `early` writes it before the commit:
// the mistake that the trace linter exists to find.

#include <unistd.h>

#include <cstdlib>
#include <string>
#include <string_view>
#include <thread>

#include "mailbox/store.hpp"

namespace {

using namespace heloport::mailbox;

bool acknowledge() {
  constexpr std::string_view reply = "250 2.0.0 Ok\r\n";
  return ::write(STDOUT_FILENO, reply.data(), reply.size()) == static_cast<ssize_t>(reply.size());
}

bool commit_on_a_worker(Delivery& delivery) {
  bool committed = false;
  std::thread worker([&] { committed = std::holds_alternative<Committed>(delivery.commit()); });
  worker.join();
  return committed;
}

}  // namespace

int main(int count, char** words) {
  if (count < 3) return 2;
  const bool early = count > 3 && std::string_view(words[3]) == "early";
  auto opened = open_store(words[1]);
  auto* store = std::get_if<std::unique_ptr<Store>>(&opened);
  if (store == nullptr) return 2;
  for (int left = std::atoi(words[2]); left > 0; --left) {
    const auto delivery = (*store)->begin({{{"bob", "example.com"}, {"carol", "example.com"}}, {}});
    // Small and large ones in turn: the latter are written as they come.
    delivery->write("Subject: traced\r\n\r\n" + std::string(left % 2 == 0 ? 10 : 100'000, 'x'));
    if (early && !acknowledge()) return 1;
    if (!commit_on_a_worker(*delivery)) return 1;
    if (!early && !acknowledge()) return 1;
  }
  return 0;
}
