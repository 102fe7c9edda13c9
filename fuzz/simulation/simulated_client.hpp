#pragma once
// The clients of a simulation: what each has to send, and one session in which it tries to.

#include <cstdint>
#include <string>
#include <vector>

#include "engine/client_session.hpp"

namespace heloport::fuzz {

/// What became of one message for one recipient, as the client knows it.
enum class Fate : std::uint8_t {
  open,     // to be sent, again if it was tried before
  sent,     // a positive answer came
  refused,  // for good: 5yz to the recipient
};

/// One message that a client has to send.
struct Job {
  struct Recipient {
    std::size_t user;
    std::string path;
    Fate fate = Fate::open;
    /// Attempts after which the client did not know what became of it: the connection ended behind
    /// the last octet and before the answer. Only these may leave a second copy.
    std::size_t unknown = 0;
    std::size_t deferred = 0;  // attempts that a 4yz ended
  };
  std::size_t number;  // in the ledger
  const std::string* content;
  std::vector<Recipient> recipients;

  bool done() const;
};

/// One session of a client: it sends what is open of its jobs, once, and leaves.
///
/// Use:      session() and serve() are an end of a MemoryLink; when it is over conclude() notes
///           what nobody answered.
/// Lifetime: jobs, options and buffers outlive it.
class ClientTalk {
 public:
  /// `sends_again`: a mutant that takes no answer for an answer and sends what was sent.
  ClientTalk(const engine::ClientOptions& options, engine::Buffers& buffers, std::vector<Job>& jobs,
             bool sends_again);
  engine::ClientSession& session() { return session_; }
  void serve();
  void conclude();

 private:
  bool on(const engine::YourTurn&) { return speak(); }
  bool on(const engine::BodyWanted&) { return write(); }
  bool on(const engine::Answered& answer);
  bool on(const engine::ReplyText&) { return true; }
  template <class Other>
  bool on(const Other&) {
    return false;
  }

  Job* job() { return current_ < jobs_.size() ? &jobs_[current_] : nullptr; }
  void choose_job();
  bool speak();
  engine::CommandFault say_next();
  engine::CommandFault say_content(bool chunked);
  bool write();
  void hear_recipient(const engine::Answered& answer);
  void hear_message(const engine::Answered& answer);
  void note(Job::Recipient& recipient, const engine::Answered& answer);
  void end_job();

  const engine::ClientOptions& options_;
  engine::ClientSession session_;
  std::vector<Job>& jobs_;
  const bool sends_again_;
  std::size_t current_ = 0;            // of jobs_; past its end: nothing is left to say
  std::vector<std::size_t> asked_;     // recipients of it that this attempt is for
  std::vector<std::size_t> accepted_;  // of those, by their index in the job
  std::size_t said_ = 0;               // of asked_
  std::size_t answered_ = 0;           // of asked_
  bool mail_said_ = false;
  bool data_said_ = false;
  bool complete_ = false;  // the end of the content was handed over
  bool spoiled_ = false;   // RSET comes next
  std::size_t written_ = 0;
};

}  // namespace heloport::fuzz
