// A store on a model file system, with everything that may happen to it.

#include "fuzz/storage/storage_trial.hpp"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "mailbox/directory_layout.hpp"
#include "mailbox/maildir_layout.hpp"

namespace heloport::fuzz {
namespace {

using mailbox::FileStore;
using mailbox::StoreFault;
using Kind = ModelCall::Kind;

constexpr const char* store_path = "/mail";

std::vector<mailbox::Address> addresses(const std::vector<std::size_t>& recipients) {
  std::vector<mailbox::Address> all;
  for (const std::size_t user : recipients) all.push_back(users()[user]);
  return all;
}

Complaint in_this_mail(const Ledger& ledger, const Found& found) {
  if (auto complaint = mail_is_whole(ledger, found)) return complaint;
  if (auto complaint = acknowledged_mail_is_there(ledger, found)) return complaint;
  return no_mail_is_doubled(ledger, found);
}

Complaint in_this_store(mailbox::Store& store, const Ledger& ledger) {
  const auto found = all_mail(store);
  if (const auto* complaint = std::get_if<std::string>(&found)) return *complaint;
  return in_this_mail(ledger, std::get<Found>(found));
}

// R7: no repair comes before the next mail. When its files are old, those that were left are gone
// after it; nobody but it is allowed to remove them.
Complaint goes_on(ModelFileSystem& files, mailbox::FileSystem& shown, Ledger ledger,
                  const StorageSetting& setting) {
  files.files_are_from(0);
  const auto store = open_store_on(shown, setting.maildir);
  const std::vector<std::size_t> everyone{0, 1, 2, 3};
  const std::size_t number = ledger.enter(everyone, 10);
  const auto delivery = store->begin({addresses(everyone), std::nullopt});
  delivery->write(ledger.at(number).content());
  const auto outcome = delivery->commit();
  if (const auto* fault = std::get_if<StoreFault>(&outcome)) {
    return "the next mail is refused: " + fault->doing;
  }
  for (const std::size_t user : everyone) ledger.acknowledge(number, user);
  if (auto complaint = in_this_store(*store, ledger)) return "after the next mail: " + *complaint;
  return temporaries_are_reaped(files);
}

}  // namespace

std::unique_ptr<FileStore> open_store_on(mailbox::FileSystem& files, bool maildir) {
  std::unique_ptr<mailbox::Layout> layout = std::make_unique<mailbox::DirectoryLayout>();
  if (maildir) layout = std::make_unique<mailbox::MaildirLayout>();
  return std::make_unique<FileStore>(files, store_path, std::move(layout));
}

std::string show(const StorageSetting& setting) {
  std::string text = setting.maildir ? "maildir" : "directory";
  text += setting.features.unnamed_files ? ", unnamed files" : ", named files";
  if (setting.features.mailboxes_apart) text += ", mailboxes apart";
  return text;
}

Complaint judge(const Disk& disk, const Ledger& ledger, const StorageSetting& setting, Look look) {
  ModelFileSystem files(disk, setting.features);
  {
    const auto store = open_store_on(files, setting.maildir);
    if (auto complaint = in_this_store(*store, ledger)) return complaint;
  }
  if (auto complaint = temporaries_are_bounded(ledger, disk)) return complaint;
  if (look == Look::reading) return std::nullopt;
  MutantFileSystem shown(files, setting.mutant);
  return goes_on(files, shown, ledger, setting);
}

StorageTrial::StorageTrial(const StorageSetting& setting)
    : setting_(setting), files_(std::make_unique<ModelFileSystem>(setting.features)) {
  open();
}

StorageTrial::~StorageTrial() {
  files_->before_each({});
  files_->after_each_change({});
}

void StorageTrial::open() {
  mutant_ = std::make_unique<MutantFileSystem>(*files_, setting_.mutant);
  store_ = open_store_on(*mutant_, setting_.maildir);
  files_->before_each([this](const ModelCall& call) { return ask(call); });
  files_->after_each_change([this] { change_told(); });
}

void StorageTrial::restart(const Disk& disk) {
  files_->before_each({});
  files_->after_each_change({});
  store_.reset();
  mutant_.reset();
  auto next = std::make_unique<ModelFileSystem>(disk, setting_.features);
  files_ = std::move(next);
  open();
}

// The system closes what the process had open, and nothing else: what was not synced is not yet.
void StorageTrial::kill() {
  files_->before_each({});
  files_->after_each_change({});
  store_.reset();
  mutant_.reset();
  files_->close_all();
  open();
}

void StorageTrial::complain(Complaint complaint) {
  if (!complaint_) complaint_ = std::move(complaint);
}

void StorageTrial::change_told() const {
  if (told_ && calls_ < killed_at_) told_();
}

void StorageTrial::interrupt_call(std::size_t number, std::function<void()> interlude) {
  interludes_.push_back({number, std::move(interlude)});
}

void StorageTrial::begin_calls() {
  if (depth_ > 0) return;
  calls_ = faulted_ = 0;
  interrupted_ = false;
  failed_seriously_.reset();
}

// A store may hold a lock during the first three: nothing comes between there.
std::optional<int> StorageTrial::ask(const ModelCall& call) {
  if (depth_ > 0) return std::nullopt;
  calls_max_ = std::max(calls_max_, ++calls_);
  if (calls_ >= killed_at_) {
    ++faulted_;
    return EIO;
  }
  const bool locked =
      call.kind == Kind::open_path || call.kind == Kind::make_path || call.kind == Kind::status;
  if (!locked) play_interlude();
  const std::optional<int> error = fault_due(call);
  if (!error) return std::nullopt;
  ++faulted_;
  if (must_be_told(call, *error, *files_)) failed_seriously_ = call.kind;
  return error;
}

// Counts this call, and says whether it is one that fails.
std::optional<int> StorageTrial::fault_due(const ModelCall& call) {
  std::optional<int> error;
  for (Fault& fault : faults_) {
    if (fault.call == 0 || (fault.kind && *fault.kind != call.kind)) continue;
    if (--fault.call == 0 && !error) error = fault.error;
  }
  return error;
}

// The next one that is due, and only one: what it does is not interrupted itself.
void StorageTrial::play_interlude() {
  const auto due = std::find_if(interludes_.begin(), interludes_.end(),
                                [this](const Interlude& one) { return one.call <= calls_; });
  if (due == interludes_.end()) return;
  const auto happens = std::move(due->happens);
  interludes_.erase(due);
  interrupted_ = true;
  ++depth_;
  happens();
  --depth_;
}

bool StorageTrial::deliver(const std::vector<std::size_t>& recipients, std::size_t octets,
                           bool lmtp) {
  mutant_->catch_up();
  begin_calls();
  const std::size_t number = ledger_.enter(recipients, octets);
  const auto text = ledger_.at(number).text;
  const std::string& content = *text;
  const auto delivery = store_->begin({addresses(recipients), std::nullopt});
  // In two pieces, as octets from a peer come.
  delivery->write(std::string_view(content).substr(0, content.size() / 3));
  delivery->write(std::string_view(content).substr(content.size() / 3));
  const auto outcome = delivery->commit();
  const auto* fault = std::get_if<StoreFault>(&outcome);
  if (fault == nullptr) {
    for (const std::size_t user : recipients) {
      ledger_.acknowledge(number, user);
      if (lmtp) change_told();
    }
    change_told();
    if (depth_ == 0) complain(failures_are_told(failed_seriously_, calls_ < killed_at_));
  } else {
    complain(refusal_is_right(number, fault->doing));
  }
  ask_when_quiet();
  return fault == nullptr;
}

// What failed may also have kept the store from taking back what it had placed, and whoever came
// between may have moved it.
Complaint StorageTrial::refusal_is_right(std::size_t number, const std::string& doing) {
  if (faulted_ == 0) return "refused without a reason: " + doing;
  if (depth_ > 0 || faulted_ > 1 || interrupted_) return std::nullopt;
  ++depth_;
  const auto found = all_mail(*store_);
  --depth_;
  if (const auto* failed = std::get_if<std::string>(&found)) return "behind a refusal: " + *failed;
  return refused_mail_is_nowhere(ledger_, number, std::get<Found>(found));
}

// R5: what was acknowledged when the reading began is there; what comes meanwhile may be.
void StorageTrial::read() {
  begin_calls();
  const Ledger before = ledger_;
  const auto found = all_mail(*store_);
  if (const auto* failed = std::get_if<std::string>(&found)) {
    if (!faulted_) complain("to a reader: " + *failed);
  } else {
    complain(mail_is_whole(ledger_, std::get<Found>(found)));
    complain(acknowledged_mail_is_there(before, std::get<Found>(found)));
    complain(no_mail_is_doubled(ledger_, std::get<Found>(found)));
  }
  ask_when_quiet();
}

// What was to come between and did not is forgotten: it belonged to what has just ended.
void StorageTrial::ask_when_quiet() {
  if (depth_ > 0) return;
  faults_.clear();
  interludes_.clear();
  if (std::exchange(killed_at_, never) != never) return kill();
  if (auto complaint = no_descriptor_is_leaked(*files_)) complain(std::move(complaint));
}

void StorageTrial::move_mail(std::size_t user) {
  const auto mailbox = mailbox::mailbox_name(users()[user]);
  const std::string path = std::string(store_path) + "/" + *mailbox;
  ++depth_;
  const int fresh = files_->open_path(path + "/new", O_RDONLY | O_DIRECTORY);
  const int cur = files_->open_path(path + "/cur", O_RDONLY | O_DIRECTORY);
  std::vector<mailbox::Entry> mails;
  if (fresh >= 0 && cur >= 0) files_->names(fresh, 1, mails);
  if (!mails.empty()) {
    const std::string& name = mails.front().name;
    files_->link(fresh, name, cur, name + ":2,S");
    files_->sync(cur);
    files_->unlink(fresh, name);
  }
  if (fresh >= 0) files_->close(fresh);
  if (cur >= 0) files_->close(cur);
  --depth_;
}

void StorageTrial::remove_mailbox(std::size_t user) {
  ledger_.release(user);
  files_->remove_for_good(std::string(store_path) + "/" + *mailbox::mailbox_name(users()[user]));
}

void CrashJudge::watch(StorageTrial& trial) {
  seen_.clear();
  trial.at_crash_points([this, &trial] { judge_point(trial); });
}

void CrashJudge::judge_point(StorageTrial& trial) {
  if (trial.complaint()) return;
  ++points_;
  if (judge_all(trial)) {
    ++exhausted_;
  } else {
    judge_some(trial);
  }
}

// False when there were too many.
bool CrashJudge::judge_all(StorageTrial& trial) {
  EveryChoice choices;
  std::size_t count = 0;
  do {
    if (++count > states_max_) return false;
    judge_one(trial, trial.crash(choices));
  } while (choices.next() && !trial.complaint());
  return true;
}

void CrashJudge::judge_some(StorageTrial& trial) {
  RandomChoices choices(chance_);
  for (std::size_t i = 0; i < states_max_ && !trial.complaint(); ++i) {
    judge_one(trial, trial.crash(choices));
  }
}

void CrashJudge::judge_one(StorageTrial& trial, const Disk& disk) {
  const std::uint64_t known = disk.digest ^ (trial.ledger().digest() * 0x9e3779b97f4a7c15U);
  if (!seen_.insert(known).second) return;
  ++states_;
  // Going on costs ten times what reading does, and depends on less.
  const Look look = disk.digest % 8 == 0 ? Look::delivering : Look::reading;
  const auto complaint = judge(disk, trial.ledger(), trial.setting(), look);
  if (complaint) trial.complain("after a crash: " + *complaint);
}

}  // namespace heloport::fuzz
