#pragma once
// A load from its first connection to its last.

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "apps/check_links.hpp"
#include "apps/load_party.hpp"
#include "transports/address.hpp"
#include "transports/child.hpp"
#include "transports/client_loop.hpp"

namespace heloport::apps {

/// Which server, and how it is reached.
struct LoadTarget {
  std::string name;                                    // as the user knows it
  std::variant<transports::Address, std::string> way;  // an address, or a command for each session
  LoadTls tls;
};

/// The clock of loads: steady, in nanoseconds.
LoadTime load_now();

/// Opens sessions, keeps them busy, and ends them.
///
/// Use:      run() once; then look at the shared fault and record, and at connects().
/// Shape:    so many sessions at one time. Whoever ends while there are messages left is opened
///           anew. Where each message has a session of its own, its time begins before the
///           connection; where sessions stay open, it begins with its envelope, and the first
///           message when all of them stand. After stop() nothing is opened or begun; what runs may
///           end within stop_patience, and is cut then.
/// Limits:   at most opening_max connections that were not greeted and answered yet, so that no
///           backlog of a server overflows into the seconds after which a lost SYN comes again.
/// Errors:   the first fault of any session ends the run.
/// Threads:  none.
class LoadRun {
 public:
  using Onlooker = std::function<void(LoadTime now)>;

  LoadRun(LoadTarget target, LoadShared& shared, std::size_t sessions);
  LoadRun(const LoadRun&) = delete;
  LoadRun& operator=(const LoadRun&) = delete;

  /// `begins` is called when messages may leave from now on, `look` ten times a second.
  void run(const Onlooker& begins, const Onlooker& look);
  /// From an onlooker. Again: nothing.
  void stop(LoadTime now);
  std::uint64_t connects() const { return connects_; }

  static constexpr std::size_t opening_max = 128;
  static constexpr LoadTime stop_patience = std::chrono::seconds(2);

 private:
  struct Place {
    std::optional<LoadParty> party;
    std::optional<transports::Child> child;
  };

  bool waits_for_all() const;
  bool over() const;
  void look_around(LoadTime now, const Onlooker& look);
  void end_commands();
  bool one_mail_each() const { return shared_.manners.session_mails == 1; }
  void open_some();
  bool open(std::size_t number);
  std::optional<transports::Fault> reach(std::size_t number);
  LoadTime next_moment() const;
  void take_ended();
  bool enough_opened() const;
  void blame_command(const std::string& what);
  void blame(Place& place, const std::error_code& error);
  void wake_idle(LoadTime now);
  void bury_children(bool wait);

  LoadTarget target_;
  LoadShared& shared_;
  std::vector<Place> places_;
  std::deque<std::size_t> to_open_;
  std::deque<transports::Child> ending_;  // commands whose session is over
  transports::SocketAddress address_;
  CommandErrors errors_;  // what commands say is told when one of them fails
  std::uint64_t connects_ = 0;
  std::optional<LoadTime> cut_at_;  // after stop()
  LoadTime next_look_{0};
  transports::ClientLoop loop_;
};

}  // namespace heloport::apps
