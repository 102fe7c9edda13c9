// Many clients and one server, with one clock and one seed.

#include "fuzz/simulation/simulation.hpp"

#include <algorithm>
#include <array>

#include "transports/memory.hpp"

namespace heloport::fuzz {
namespace {

using engine::Time;
using transports::Direction;

constexpr std::size_t clients_max = 10;
constexpr std::size_t jobs_max = 4;
// So long everything fails; then nothing does, and the world must come to rest.
constexpr std::size_t turns_of_trouble = 6'000;
constexpr std::size_t turns_max = 20'000;

/// One connection of one client.
struct Connection {
  Connection(std::size_t of, ServerProcess& process, const engine::ServerOptions& server_options,
             const engine::ClientOptions& client_options, engine::Buffers& buffers,
             std::vector<Job>& jobs, Dice& chance)
      : client(of),
        server(process, server_options, buffers, chance),
        talk(client_options, buffers, jobs, process.mutant() == SimulationMutant::sends_again),
        link({talk.session(), [this] { talk.serve(); }},
             {server.session(), [this] { server.serve(); }}) {}

  bool over() {
    return talk.session().finished() && (server.session().finished() || link.dropped());
  }

  std::size_t client;
  ServerTalk server;
  ClientTalk talk;
  transports::MemoryLink link;
};

struct Client {
  std::vector<Job> jobs;
  bool connected = false;
  Time tries_at{0};
  bool done() const {
    return std::all_of(jobs.begin(), jobs.end(), [](const Job& job) { return job.done(); });
  }
};

class World {
 public:
  World(std::uint64_t seed, SimulationMutant mutant)
      : chance_(seed),
        setting_{chance_.one_in(2), {!chance_.one_in(3), chance_.one_in(4)}},
        process_(setting_, mutant, ledger_, chance_) {
    server_options_.hostname = "mx.example.com";
    server_options_.protocol = client_options_.protocol =
        chance_.one_in(3) ? engine::Protocol::lmtp : engine::Protocol::smtp;
    client_options_.hello_name = "client.example.org";
    make_clients();
    // Some worlds are quiet in one way or another, so that what is strict without can be asked.
    if (!chance_.one_in(3)) fault_in_ = 40 + chance_.among(400);
    if (!chance_.one_in(3)) death_in_ = 4 + chance_.among(40);
    process_.faults(fault_in_, death_in_);
  }

  SimulationResult run() {
    for (turn_ = 0; turn_ < turns_max && !all_done() && !result_.complaint; ++turn_) {
      if (turn_ == turns_of_trouble) end_trouble();
      turn();
    }
    end_trouble();
    finish();
    return std::move(result_);
  }

 private:
  bool trouble() const { return turn_ < turns_of_trouble; }

  void make_clients() {
    const std::size_t largest = chance_.one_in(8) ? 40'000 : 1'500;
    chunk_max_ =
        largest > 10'000 ? 8'192 : std::array<std::size_t, 4>{7, 64, 512, 4096}[chance_.among(4)];
    clients_.resize(2 + chance_.among(clients_max - 1));
    for (Client& client : clients_) {
      client.tries_at = Time(chance_.among(5'000));
      const std::size_t jobs = 1 + chance_.among(jobs_max);
      for (std::size_t i = 0; i < jobs; ++i) client.jobs.push_back(make_job(largest));
      result_.messages += jobs;
    }
  }

  Job make_job(std::size_t octets_max) {
    std::vector<std::size_t> to;
    const std::size_t mask = 1 + chance_.among(15);
    for (std::size_t user = 0; user < users().size(); ++user) {
      if ((mask >> user & 1) != 0) to.push_back(user);
    }
    Job job;
    for (const std::size_t user : to) job.recipients.push_back({user, path_of(user)});
    if (chance_.one_in(16)) job.recipients.push_back({users().size(), "nobody@example.com"});
    job.number = ledger_.enter(std::move(to), chance_.among(octets_max));
    job.content = ledger_.at(job.number).text.get();
    return job;
  }

  void note(std::uint64_t what) {
    result_.trace_hash = Dice(result_.trace_hash ^ (what * 0x9e3779b97f4a7c15U)).next();
  }

  void turn() {
    connect_somebody();
    if (connections_.empty()) return pass_time();
    const std::size_t index = chance_.among(connections_.size());
    Connection& connection = *connections_[index];
    if (trouble()) disturb(connection.link);
    const bool quiet = connection.link.run_until_quiet(1 + chance_.among(40));
    note(index * 2 + (quiet ? 1 : 0));
    note(connection.link.arrived(Direction::to_server));
    note(connection.link.arrived(Direction::to_client));
    if (process_.dead() || (trouble() && chance_.one_in(400))) return crash();
    quiet_turns_ = quiet ? quiet_turns_ + 1 : 0;
    if (quiet && connection.over()) {
      end(connection);
      connections_.erase(connections_.begin() + static_cast<std::ptrdiff_t>(index));
    } else if (connection.talk.session().finished()) {
      connection.link.stall(Direction::to_server, false);
      connection.link.stall(Direction::to_client, false);
    }
    if (quiet_turns_ > 4 * connections_.size() + 12) pass_time();
  }

  void connect_somebody() {
    const std::size_t index = chance_.among(clients_.size());
    Client& client = clients_[index];
    if (client.connected || client.done() || client.tries_at > now_) return;
    client.connected = true;
    ++result_.sessions;
    connections_.push_back(std::make_unique<Connection>(
        index, process_, server_options_, client_options_, buffers_, client.jobs, chance_));
    auto& link = connections_.back()->link;
    link.chunks(Direction::to_server, transports::random_chunks(chance_.next(), chunk_max_));
    link.chunks(Direction::to_client, transports::random_chunks(chance_.next(), chunk_max_));
  }

  void disturb(transports::MemoryLink& link) {
    const auto either = [this] {
      return chance_.one_in(2) ? Direction::to_server : Direction::to_client;
    };
    if (chance_.one_in(80)) {
      const Direction direction = either();
      link.cut(direction, link.arrived(direction) + chance_.among(200));
      ++result_.cuts;
    }
    if (chance_.one_in(80)) {
      link.stall(either());
      ++result_.stalls;
    }
    if (chance_.one_in(30)) link.stall(either(), false);
  }

  void pass_time() {
    constexpr std::array<std::uint64_t, 4> milliseconds{20, 1'000, 40'000, 700'000};
    const Time passed(milliseconds[chance_.among(milliseconds.size())]);
    quiet_turns_ = 0;
    now_ += passed;
    note(static_cast<std::uint64_t>(now_.count()));
    for (const auto& connection : connections_) connection->link.advance(passed);
    if (process_.dead()) crash();
  }

  void end(Connection& connection) {
    connection.talk.conclude();
    Client& client = clients_[connection.client];
    client.connected = false;
    client.tries_at = now_ + Time(chance_.among(90'000));
  }

  // Power and connections are gone at once. A few of the disks that there might be are judged, and
  // the world goes on from one of them.
  void crash() {
    constexpr std::size_t judged = 3;
    const Disk disk = process_.crash();
    for (const auto& connection : connections_) {
      connection->server.die();
      connection->link.cut(Direction::to_client, connection->link.arrived(Direction::to_client));
      connection->link.run_until_quiet();
      end(*connection);
    }
    if (!process_.dead()) {
      for (std::size_t i = 1; i < judged; ++i) judge_disk(process_.crash());
    }
    judge_disk(disk);
    connections_.clear();
    process_.start(disk);
    ++result_.crashes;
    note(disk.nodes.size());
  }

  void judge_disk(const Disk& disk) {
    ++result_.states;
    ModelFileSystem files(disk, setting_.features);
    const auto store = open_store_on(files, setting_.maildir);
    judge_store(*store);
  }

  void judge_store(mailbox::Store& store) {
    const auto all = all_mail(store);
    if (const auto* failed = std::get_if<std::string>(&all)) return complain(*failed);
    const Found& found = std::get<Found>(all);
    complain(mail_is_whole(ledger_, found));
    complain(acknowledged_mail_is_there(ledger_, found));
    const bool calls_fail = process_.failed_calls() > 0;
    for (const Client& client : clients_) {
      complain(duplicates_are_accounted_for(client.jobs, found, calls_fail));
      complain(clients_know_the_truth(client.jobs, ledger_, found));
    }
  }

  void complain(Complaint complaint) {
    if (!result_.complaint) result_.complaint = std::move(complaint);
  }

  bool all_done() const {
    return connections_.empty() && std::all_of(clients_.begin(), clients_.end(),
                                               [](const Client& client) { return client.done(); });
  }

  void end_trouble() {
    turn_ = std::max(turn_, turns_of_trouble);
    process_.faults(0, 0);
    for (const auto& connection : connections_) {
      connection->link.stall(Direction::to_server, false);
      connection->link.stall(Direction::to_client, false);
    }
  }

  void finish() {
    for (const Client& client : clients_) {
      complain(everything_is_settled(client.jobs));
      for (const Job& job : client.jobs) {
        for (const Job::Recipient& recipient : job.recipients) {
          result_.unknown += recipient.unknown;
          result_.deferred += recipient.deferred;
          note(static_cast<std::uint64_t>(recipient.fate) + recipient.unknown * 4);
        }
      }
    }
    if (!result_.complaint) complain(no_descriptor_is_leaked(process_.files()));
    if (!result_.complaint) judge_store(process_.store());
    if (!result_.complaint) judge_disk(process_.crash());
    result_.failed_calls = process_.failed_calls();
    result_.virtual_seconds = static_cast<std::uint64_t>(now_.count()) / 1000;
  }

  Dice chance_;
  Ledger ledger_;
  const StorageSetting setting_;
  engine::ServerOptions server_options_;
  engine::ClientOptions client_options_;
  engine::Buffers buffers_{2 * clients_max};
  std::vector<Client> clients_;
  ServerProcess process_;
  std::vector<std::unique_ptr<Connection>> connections_;
  std::size_t chunk_max_ = 1;
  std::size_t fault_in_ = 0;
  std::size_t death_in_ = 0;
  std::size_t turn_ = 0;
  std::size_t quiet_turns_ = 0;
  Time now_{0};
  SimulationResult result_;
};

}  // namespace

SimulationResult simulate(std::uint64_t seed, SimulationMutant mutant) {
  return World(seed, mutant).run();
}

}  // namespace heloport::fuzz
