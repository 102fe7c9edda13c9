// What 250 promises, as questions about a store that was opened after a crash.

#include "fuzz/storage/storage_oracles.hpp"

#include <algorithm>
#include <array>
#include <cerrno>

namespace heloport::fuzz {
namespace {

using mailbox::MailReader;
using mailbox::StoreFault;

std::string what(const StoreFault& fault) {
  return fault.doing + ": " + fault.error.message();
}

std::string show(std::size_t user) {
  return users()[user].local_part;
}

// A number and where it differs say more than 100,000 octets.
std::string show_difference(const std::string& found, const std::string& sent) {
  const auto [at, in_sent] = std::mismatch(found.begin(), found.end(), sent.begin(), sent.end());
  return std::to_string(found.size()) + " octets of " + std::to_string(sent.size()) +
         ", wrong from octet " + std::to_string(at - found.begin());
}

std::variant<std::string, StoreFault> all_of(MailReader& reader) {
  std::string content;
  content.resize(reader.size_octets());
  for (std::size_t begin = 0;;) {
    const auto room = std::span(content).subspan(begin);
    const auto count = reader.read(room);
    if (const auto* fault = std::get_if<StoreFault>(&count)) return *fault;
    begin += std::get<std::size_t>(count);
    if (begin == content.size() || std::get<std::size_t>(count) == 0) break;
  }
  return content;
}

std::size_t copies(const std::vector<std::string>& mails, const std::string& content) {
  return static_cast<std::size_t>(std::count(mails.begin(), mails.end(), content));
}

bool is_temporary_directory(std::string_view name) {
  return name == ".tmp" || name == "tmp";
}

}  // namespace

std::variant<Found, std::string> all_mail(mailbox::Store& store) {
  Found found(users().size());
  for (std::size_t user = 0; user < users().size(); ++user) {
    const auto names = store.list(users()[user]);
    if (const auto* fault = std::get_if<StoreFault>(&names)) return "list: " + what(*fault);
    for (const std::string& name : std::get<std::vector<std::string>>(names)) {
      const auto opened = store.open(users()[user], name);
      if (const auto* fault = std::get_if<StoreFault>(&opened)) return "open: " + what(*fault);
      const auto* reader = std::get_if<std::unique_ptr<MailReader>>(&opened);
      if (reader == nullptr) return name + " of " + show(user) + " is listed and not there";
      auto content = all_of(**reader);
      if (const auto* fault = std::get_if<StoreFault>(&content)) return "read: " + what(*fault);
      found[user].push_back(std::move(std::get<std::string>(content)));
    }
  }
  return found;
}

Complaint acknowledged_mail_is_there(const Ledger& ledger, const Found& found) {
  for (std::size_t number = 0; number < ledger.all().size(); ++number) {
    const Entrusted& mail = ledger.at(number);
    for (const std::size_t user : mail.acknowledged) {
      if (copies(found[user], mail.content()) > 0) continue;
      return "message " + std::to_string(number) + " was acknowledged to " + show(user) +
             " and is not there";
    }
  }
  return std::nullopt;
}

Complaint mail_is_whole(const Ledger& ledger, const Found& found) {
  for (std::size_t user = 0; user < found.size(); ++user) {
    for (const std::string& content : found[user]) {
      const Entrusted* mail = ledger.of(content);
      if (mail == nullptr) {
        return "in the mailbox of " + show(user) + " are " + std::to_string(content.size()) +
               " octets that nobody sent";
      }
      if (content != mail->content()) {
        return "in the mailbox of " + show(user) + ": " + show_difference(content, mail->content());
      }
      const auto& to = mail->recipients;
      if (std::find(to.begin(), to.end(), user) == to.end()) {
        return "in the mailbox of " + show(user) + " is a message to others";
      }
    }
  }
  return std::nullopt;
}

Complaint no_mail_is_doubled(const Ledger& ledger, const Found& found) {
  for (const Entrusted& mail : ledger.all()) {
    for (const std::size_t user : mail.recipients) {
      if (copies(found[user], mail.content()) > 1) {
        return show(user) + " has a message twice that was sent once";
      }
    }
  }
  return std::nullopt;
}

Complaint temporaries_are_bounded(const Ledger& ledger, const Disk& disk) {
  std::size_t bound = 0;
  for (const Entrusted& mail : ledger.all()) bound += 1 + mail.recipients.size();
  std::size_t count = 0;
  for (const Disk::Node& node : disk.nodes) {
    for (const auto& [name, id] : node.names) {
      if (!is_temporary_directory(name)) continue;
      const auto found =
          std::find_if(disk.nodes.begin(), disk.nodes.end(),
                       [id = id](const Disk::Node& other) { return other.id == id; });
      count += found->names.size();
    }
  }
  if (count <= bound) return std::nullopt;
  return std::to_string(count) + " temporary files of at most " + std::to_string(bound);
}

Complaint temporaries_are_reaped(const ModelFileSystem& files) {
  for (const ModelFileSystem::Node& node : files.nodes()) {
    for (const auto& [name, versions] : node.names) {
      if (!is_temporary_directory(name) || versions.back() == no_node) continue;
      for (const auto& [file, meanings] : files.nodes()[versions.back()].names) {
        if (meanings.back() != no_node) return "an old temporary file stays: " + file;
      }
    }
  }
  return std::nullopt;
}

bool must_be_told(const ModelCall& call, int error, const ModelFileSystem& files) {
  using Kind = ModelCall::Kind;
  if (call.kind == Kind::write) return error != EINTR;
  return call.kind == Kind::sync ||
         (call.kind == Kind::close && !files.is_directory(call.descriptor));
}

Complaint failures_are_told(const std::optional<ModelCall::Kind>& failed, bool acknowledged) {
  if (!failed || !acknowledged) return std::nullopt;
  const std::string call = *failed == ModelCall::Kind::sync    ? "sync"
                           : *failed == ModelCall::Kind::write ? "write"
                                                               : "close";
  return "a " + call + " failed and the message was acknowledged";
}

Complaint refused_mail_is_nowhere(const Ledger& ledger, std::size_t number, const Found& found) {
  for (std::size_t user = 0; user < found.size(); ++user) {
    if (copies(found[user], ledger.at(number).content()) == 0) continue;
    return "message " + std::to_string(number) + " was refused and " + show(user) + " has it";
  }
  return std::nullopt;
}

Complaint no_descriptor_is_leaked(const ModelFileSystem& files) {
  if (files.open_descriptors() <= 1) return std::nullopt;
  return std::to_string(files.open_descriptors()) + " descriptors are open while nothing happens";
}

}  // namespace heloport::fuzz
