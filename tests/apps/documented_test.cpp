// The documented sessions 2 to 4 in memory: our client against our server, at every chunk size.

#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>

#include "apps/client_party.hpp"
#include "apps/lookup_task.hpp"
#include "apps/printed_view.hpp"
#include "apps/send_task.hpp"
#include "apps/serve.hpp"
#include "apps/trace_view.hpp"
#include "mailbox/store.hpp"
#include "paper.hpp"
#include "transports/memory.hpp"

namespace heloport::apps {
namespace {

/// A real mailbox, and one conversation after the other with it.
class Documented : public testing::TestWithParam<std::size_t> {
 protected:
  Documented() {
    char name[] = "/tmp/heloport-XXXXXX";
    folder_ = mkdtemp(name);
    store_ = std::move(std::get<std::unique_ptr<mailbox::Store>>(
        mailbox::open_store("directory:" + folder_ + "/mailbox")));
  }
  ~Documented() override { std::filesystem::remove_all(folder_); }

  // The client's view; the server's is appended to served_.
  std::string talk(ClientTask& task, bool hello) {
    engine::ServerOptions options;
    options.dialect = &engine::simple;
    Service service(options, Policy({}, "localhost"), *store_, 2);
    Paper server_paper;
    Paper client_paper;
    TraceView trace(server_paper.file());
    service.view = &trace;
    PrintedView view(client_paper.file(), PrintedView::Replies::shown);
    engine::ClientOptions client_options;
    client_options.say_hello = hello;
    engine::Buffers buffers(1);
    ClientParty client(task, view, {"client", "localhost"}, client_options, buffers);
    {
      const auto server = welcome_to(service, 1)(arrival());
      transports::MemoryLink link(client, *server);
      for (auto direction : {transports::Direction::to_server, transports::Direction::to_client}) {
        if (GetParam() != 0) link.chunks(direction, transports::chunks_of(GetParam()));
      }
      while (link.run_until_quiet() && !client.octets().finished() && woken()) {
      }
    }
    EXPECT_EQ(task.conclude(), Exit::ok);
    std::string served = server_paper.text();
    for (std::size_t at = served.find(folder_); at != served.npos; at = served.find(folder_)) {
      served.erase(at, folder_.size() + 1);
    }
    served_ = served;
    return client_paper.text();
  }

  std::string send(const std::string& name) {
    SendTask task({.letter = {.from = "alice@example.com",
                              .to = {"bob@example.com"},
                              .name = name,
                              .content = "Project for CSCI-351",
                              .date = "",
                              .message_id = ""}});
    return talk(task, true);
  }

  std::string served_;

 private:
  transports::Arrival arrival() {
    transports::Arrival arrival = transports::memory_arrival();
    arrival.wake = [this] {
      const std::lock_guard lock(mutex_);
      wakes_ = true;
      changed_.notify_all();
    };
    return arrival;
  }

  bool woken() {
    std::unique_lock lock(mutex_);
    const bool came = changed_.wait_for(lock, std::chrono::seconds(30), [this] { return wakes_; });
    wakes_ = false;
    return came;
  }

  std::string folder_;
  std::unique_ptr<mailbox::Store> store_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool wakes_ = false;
};

TEST_P(Documented, SendingListingAndReadingShowWhatIsDocumented) {
  EXPECT_EQ(send("project_info"),
            "Server: 220 SimpleSMTP Server Ready\n"
            "Server: 250 Hello\n"
            "Server: 250 OK\n"
            "Server: 250 OK\n"
            "Server: 354 End with '.' on a new line\n"
            "Server: 250 Message accepted\n"
            "Server: 221 Bye\n");
  EXPECT_EQ(served_,
            "Client: HELO client\n"
            "Client: MAIL FROM: alice@example.com\n"
            "Client: RCPT TO: bob@example.com\n"
            "Client: DATA\n"
            "Client: FILENAME: project_info\n"
            "Client: Project for CSCI-351\n"
            "Client: .\n"
            "Email saved to mailbox/bob@example.com/project_info.txt\n"
            "Client: QUIT\n");
  for (const char* name : {"test_mail_1", "test_mail_2", "test_mail_3"}) send(name);

  LookupTask list("bob@example.com", std::nullopt);
  EXPECT_EQ(talk(list, false),
            "Server: 220 SimpleSMTP Server Ready\n"
            "Server: 250 List of emails for bob@example.com:\n"
            "project_info.txt\n"
            "test_mail_1.txt\n"
            "test_mail_2.txt\n"
            "test_mail_3.txt\n");
  EXPECT_EQ(served_, "Client: LIST EMAILS: bob@example.com\n");

  LookupTask read("bob@example.com", "project_info");
  EXPECT_EQ(talk(read, false),
            "Server: 220 SimpleSMTP Server Ready\n"
            "Server: 250 Email content:\n"
            "From: alice@example.com\n"
            "To: bob@example.com\n"
            "Project for CSCI-351\n");
  EXPECT_EQ(served_, "Client: READ EMAIL: bob@example.com: project_info\n");
}

// No line of these sessions is longer than 60 octets.
INSTANTIATE_TEST_SUITE_P(AtEveryChunkSize, Documented,
                         testing::Range(std::size_t{0}, std::size_t{62}));

}  // namespace
}  // namespace heloport::apps
