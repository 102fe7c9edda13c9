#pragma once
// What a server is given beside its sockets and its store: a certificate, users, whom it trusts.

#include <functional>
#include <memory>
#include <optional>

#include "apps/options.hpp"
#include "apps/service.hpp"

namespace heloport::apps {

/// Opens what the options name and switches on what stands on it: STARTTLS on a certificate, AUTH
/// on users, XCLIENT on peers that may say it. What was refused was told.
std::optional<Exit> equip(const ServeOptions& options, Service& service);

/// What may be wrong with the options together, before anything is opened.
std::optional<Exit> refuse_contradictions(const ServeOptions& options);

/// Reads certificate and users again on SIGHUP for as long as this lives. What cannot be read
/// stays as it was, and the log says why.
/// Limits:  one at a time in a process, made before any other thread: they inherit that SIGHUP is
///          not theirs.
class ReloadOnHangup {
 public:
  ReloadOnHangup();
  ~ReloadOnHangup();
  ReloadOnHangup(const ReloadOnHangup&) = delete;
  ReloadOnHangup& operator=(const ReloadOnHangup&) = delete;

  /// From now on. `service` must outlive this.
  void watch(Service& service);
  /// No more: before the service goes.
  void stop_watching();

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace heloport::apps
