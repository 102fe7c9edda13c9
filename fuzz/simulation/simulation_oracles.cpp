// What must be true of a world in which everything fails.

#include <algorithm>

#include "fuzz/simulation/simulation.hpp"

namespace heloport::fuzz {
namespace {

std::size_t copies(const Found& found, const Job& job, const Job::Recipient& recipient) {
  if (recipient.user >= found.size()) return 0;  // nobody of ours
  const auto& mails = found[recipient.user];
  return static_cast<std::size_t>(std::count(mails.begin(), mails.end(), *job.content));
}

std::string show(const Job& job, const Job::Recipient& recipient) {
  return "message " + std::to_string(job.number) + " to " + recipient.path;
}

}  // namespace

Complaint duplicates_are_accounted_for(const std::vector<Job>& jobs, const Found& found,
                                       bool calls_fail) {
  for (const Job& job : jobs) {
    for (const Job::Recipient& recipient : job.recipients) {
      const std::size_t bound = (recipient.fate == Fate::sent ? 1 : 0) + recipient.unknown +
                                (calls_fail ? recipient.deferred : 0);
      const std::size_t there = copies(found, job, recipient);
      if (there <= bound) continue;
      return show(job, recipient) + " is there " + std::to_string(there) +
             " times, and no more than " + std::to_string(bound) + " can be explained";
    }
  }
  return std::nullopt;
}

Complaint clients_know_the_truth(const std::vector<Job>& jobs, const Ledger& ledger,
                                 const Found& found) {
  for (const Job& job : jobs) {
    const auto& told = ledger.at(job.number).acknowledged;
    for (const Job::Recipient& recipient : job.recipients) {
      const bool acknowledged = std::find(told.begin(), told.end(), recipient.user) != told.end();
      const std::size_t there = copies(found, job, recipient);
      if (recipient.fate == Fate::sent && (!acknowledged || there == 0)) {
        return show(job, recipient) + " is sent for the client and not for the server";
      }
      if (recipient.fate == Fate::refused && there > 0) {
        return show(job, recipient) + " is refused for the client and there";
      }
    }
  }
  return std::nullopt;
}

Complaint everything_is_settled(const std::vector<Job>& jobs) {
  for (const Job& job : jobs) {
    for (const Job::Recipient& recipient : job.recipients) {
      if (recipient.fate == Fate::open) return show(job, recipient) + " is never settled";
    }
  }
  return std::nullopt;
}

}  // namespace heloport::fuzz
