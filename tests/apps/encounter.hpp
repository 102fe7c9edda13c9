#pragma once
// Our client and our server meet in memory, with everything between them that the program has.

#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>

#include "apps/client_party.hpp"
#include "apps/serve.hpp"
#include "apps/trace_view.hpp"
#include "paper.hpp"
#include "transports/memory.hpp"
#include "visit.hpp"

namespace heloport::apps {

/// One service, and conversations with it one after the other.
class Encounter {
 public:
  Encounter()
      : service_(engine::ServerOptions(), Policy({}, "mx.example.org"), store, 2),
        view_(trace_.file()) {
    service_.options.hostname = "mx.example.org";
    service_.view = &view_;
  }

  Service& service() { return service_; }

  /// The exit code that the program would give.
  Exit talk(ClientTask& task, OpeningWishes opening, const ClientTls& tls, bool hello = true) {
    Paper paper;
    PrintedView view(paper.file(), PrintedView::Replies::shown);
    engine::ClientOptions options;
    options.protocol = service_.options.protocol;
    options.say_hello = hello;
    engine::Buffers buffers(1);
    ClientParty client(task, view, {"client", "client.example.org"}, options, buffers);
    client.open_with(std::move(opening));
    if (tls.context) client.use(tls);
    {
      const auto server = welcome_to(service_, 1)(arrival());
      transports::MemoryLink link(client, *server);
      // A failed login is answered late: the link's time goes by while the pool is waited for.
      for (int waits = 0; waits < 300 && link.run_until_quiet(); ++waits) {
        if (client.octets().finished() || !link.advance(std::chrono::milliseconds(500))) break;
        if (client.octets().finished()) break;
        woken();
      }
    }
    shown = paper.text();
    if (const auto failure = client.failure()) {
      failed_with = failure->text;
      return failure->exit;
    }
    return task.conclude();
  }

  std::string trace() { return trace_.text(); }

  MemoryStore store;
  bool local = true;         // the client is on this machine
  std::size_t entrance = 0;  // which the client comes in by
  std::string shown;         // what the client's user saw
  std::string failed_with;

 private:
  transports::Arrival arrival() {
    transports::Arrival arrival = transports::memory_arrival();
    arrival.local = local;
    arrival.entrance = entrance;
    if (!local) arrival.peer_address = "192.0.2.1";
    arrival.wake = [this] {
      const std::lock_guard lock(mutex_);
      wakes_ = true;
      changed_.notify_all();
    };
    return arrival;
  }

  void woken() {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::milliseconds(100), [this] { return wakes_; });
    wakes_ = false;
  }

  Paper trace_;
  Service service_;
  TraceView view_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool wakes_ = false;
};

}  // namespace heloport::apps
