// The server of a simulation.

#include "fuzz/simulation/simulated_server.hpp"

#include <array>
#include <cerrno>
#include <charconv>

#include "mailbox/directory_layout.hpp"
#include "mailbox/maildir_layout.hpp"

namespace heloport::fuzz {
namespace {

using mailbox::Committed;
using mailbox::StoreFault;

constexpr std::array errors{EIO, ENOSPC, EDQUOT, EROFS, EMFILE, ENFILE, ENOMEM, EACCES, ESTALE};
constexpr std::string_view path_begin = "user";
constexpr std::string_view path_end = "@example.com";

StorageMutant storage_mutant_of(SimulationMutant mutant) {
  if (mutant == SimulationMutant::file_not_synced) return StorageMutant::file_not_synced;
  if (mutant == SimulationMutant::files_shared) return StorageMutant::files_shared;
  return StorageMutant::none;
}

}  // namespace

std::string path_of(std::size_t user) {
  return std::string(path_begin) + std::to_string(user) + std::string(path_end);
}

std::optional<std::size_t> user_of(std::string_view path) {
  std::size_t user = 0;
  if (!path.starts_with(path_begin) || !path.ends_with(path_end)) return std::nullopt;
  const char* end = path.data() + path.size() - path_end.size();
  const auto read = std::from_chars(path.data() + path_begin.size(), end, user);
  const bool known = read.ec == std::errc{} && read.ptr == end && user < users().size();
  return known ? std::optional(user) : std::nullopt;
}

ServerProcess::ServerProcess(const StorageSetting& setting, SimulationMutant mutant, Ledger& ledger,
                             Dice& chance)
    : setting_(setting),
      mutant_(mutant),
      ledger_(ledger),
      chance_(chance),
      files_(std::make_unique<ModelFileSystem>(setting.features)) {
  open();
}

ServerProcess::~ServerProcess() {
  files_->before_each({});
  kept.clear();
}

void ServerProcess::open() {
  files_->before_each({});
  shown_ = std::make_unique<MutantFileSystem>(*files_, storage_mutant_of(mutant_));
  store_ = open_store_on(*shown_, setting_.maildir);
  files_->before_each([this](const ModelCall&) { return ask(); });
}

void ServerProcess::faults(std::size_t fault_in, std::size_t death_in) {
  fault_in_ = fault_in;
  death_in_ = death_in;
}

std::optional<int> ServerProcess::ask() {
  if (dead()) return EIO;
  if (dies_after_ && (*dies_after_)-- == 0) {
    RandomChoices choices(chance_);
    remains_ = fuzz::crash(*files_, choices);
    return EIO;
  }
  if (fault_in_ == 0 || !chance_.one_in(fault_in_)) return std::nullopt;
  ++failed_calls_;
  return errors[chance_.among(errors.size())];
}

std::variant<Committed, StoreFault> ServerProcess::commit(mailbox::Delivery& delivery) {
  constexpr std::size_t calls_of_a_commit = 30;
  if (death_in_ > 0 && chance_.one_in(death_in_)) dies_after_ = chance_.among(calls_of_a_commit);
  auto outcome = delivery.commit();
  dies_after_.reset();
  return outcome;
}

Disk ServerProcess::crash() {
  if (dead()) return *remains_;
  RandomChoices choices(chance_);
  return fuzz::crash(*files_, choices);
}

void ServerProcess::start(const Disk& disk) {
  files_->before_each({});
  kept.clear();
  store_.reset();
  shown_.reset();
  files_ = std::make_unique<ModelFileSystem>(disk, setting_.features);
  remains_.reset();
  broken = false;
  open();
}

ServerTalk::ServerTalk(ServerProcess& process, const engine::ServerOptions& options,
                       engine::Buffers& buffers, Dice& chance)
    : process_(process),
      options_(options),
      session_(options, buffers, {false, false}),
      chance_(chance) {}

void ServerTalk::serve() {
  const auto pull = [this](const auto& event) { return on(event); };
  while (!dead_ && !process_.dead() && std::visit(pull, session_.next())) continue;
}

bool ServerTalk::yes() {
  session_.accept();
  return true;
}

bool ServerTalk::on(const engine::Sender&) {
  users_.clear();
  return yes();
}

bool ServerTalk::on(const engine::Recipient& recipient) {
  const auto user = user_of(recipient.path.mailbox);
  if (!user) {
    session_.reject({550, "5.1.1", "No such user"});
    return true;
  }
  users_.push_back(*user);
  return yes();
}

bool ServerTalk::on(const engine::MessageBegin&) {
  content_.clear();
  return yes();
}

mailbox::Delivery& ServerTalk::delivery() {
  if (!delivery_) {
    std::vector<mailbox::Address> to;
    for (const std::size_t user : users_) to.push_back(users()[user]);
    delivery_ = process_.store().begin({std::move(to), std::nullopt});
  }
  return *delivery_;
}

bool ServerTalk::on(const engine::BodyChunk& chunk) {
  content_ += chunk.octets;
  delivery().write(chunk.octets);
  return true;
}

bool ServerTalk::on(const engine::MessageEnd& end) {
  if (end.recipient > 0) {
    give_verdict(end.recipient);
    return true;
  }
  commits_in_ = chance_.among(12);
  return true;
}

bool ServerTalk::on(const engine::AwaitVerdict&) {
  if (!commits_in_) return false;
  if ((*commits_in_)-- > 0) return false;
  commits_in_.reset();
  commit();
  return !process_.dead();
}

void ServerTalk::commit() {
  const auto mutant = process_.mutant();
  if (mutant == SimulationMutant::accepts_before_commit) acknowledge();
  delivery();
  const auto outcome = process_.commit(*delivery_);
  stored_ = std::holds_alternative<Committed>(outcome) && !process_.broken;
  if (mutant == SimulationMutant::stays_broken && !stored_) process_.broken = true;
  if (mutant == SimulationMutant::hides_failures) stored_ = true;
  if (mutant == SimulationMutant::keeps_deliveries) process_.kept.push_back(std::move(delivery_));
  delivery_.reset();
  if (mutant == SimulationMutant::stores_twice && stored_) {
    delivery().write(content_);
    delivery_->commit();
    delivery_.reset();
  }
  if (process_.dead()) return;
  if (stored_) acknowledge();
  give_verdict(0);
}

// What the server says from here on, it has promised.
void ServerTalk::acknowledge() {
  Ledger& ledger = process_.ledger();
  const auto number = ledger.number_of(content_);
  if (!number) return;
  for (const std::size_t user : users_) ledger.acknowledge(*number, user);
}

void ServerTalk::give_verdict(std::size_t /*recipient*/) {
  if (stored_) return session_.accept("stored");
  session_.reject({451, "4.3.0", "Local error"});
}

bool ServerTalk::on(const engine::TransactionDropped&) {
  if (process_.mutant() == SimulationMutant::keeps_deliveries && delivery_) {
    process_.kept.push_back(std::move(delivery_));
  }
  delivery_.reset();
  commits_in_.reset();
  return true;
}

}  // namespace heloport::fuzz
