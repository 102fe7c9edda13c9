// The file of users: its lines, its faults, and how it is replaced.

#include "apps/users_file.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

#include "tests/apps/scratch_folder.hpp"

namespace heloport::apps {
namespace {

using test::ScratchFolder;
using Name = std::optional<std::string>;

const std::string keys(43, 'A');  // 32 octets of zeros, with the = that follows

std::string line_of(const std::string& name, const std::string& iterations = "4096",
                    const std::string& salt = "c2FsdA==") {
  return name + ":{SCRAM-SHA-256}" + iterations + "," + salt + "," + keys + "=," + keys + "=\n";
}

std::string fault_in(const std::string& text) {
  const auto parsed = UsersText::parse(text, "users");
  const auto* fault = std::get_if<UsersFault>(&parsed);
  if (fault == nullptr) return "";
  EXPECT_EQ(fault->exit, Exit::configuration);
  return fault->text;
}

User user_of(const std::string& name, std::uint32_t iterations = 4096) {
  return {name, scram_secrets_from_salted(std::string(32, 's'), iterations, "salt")};
}

std::string content_of(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

void write_file(const std::string& file, const std::string& content) {
  std::ofstream(file, std::ios::binary) << content;
}

mode_t mode_of(const std::string& file) {
  struct stat status {};
  EXPECT_EQ(::stat(file.c_str(), &status), 0);
  return status.st_mode & 07777;
}

std::optional<UsersFault> put(const std::string& file, const User& user) {
  return change_users(file, MissingFile::is_made, [&](UsersText& users) {
    users.put(user);
    return std::optional<UsersFault>();
  });
}

std::vector<std::string> names_in(const std::string& file) {
  const auto read = read_users(file);
  std::vector<std::string> names;
  if (const auto* fault = std::get_if<UsersFault>(&read)) ADD_FAILURE() << fault->text;
  if (std::holds_alternative<UsersFault>(read)) return names;
  for (const User& user : std::get<UsersText>(read).users()) names.push_back(user.name);
  return names;
}

TEST(UserName, IsAMailboxWithItsDomainInLowerCase) {
  EXPECT_EQ(canonical_user("bob@example.com"), Name("bob@example.com"));
  EXPECT_EQ(canonical_user("Bob@EXAMPLE.com"), Name("Bob@example.com"));
  EXPECT_EQ(canonical_user("\"b:{ ob\"@example.com"), Name("\"b:{ ob\"@example.com"));
  EXPECT_EQ(canonical_user("j\xC3\xBCrgen@example.com"), Name("j\xC3\xBCrgen@example.com"));
  EXPECT_EQ(canonical_user("bob@[192.0.2.1]"), Name("bob@[192.0.2.1]"));
  for (const std::string bad :
       {"", "bob", "bob@", "@example.com", "<bob@example.com>", "#bob@example.com",
        "bob@example.com ", "bob@example.com\n", "bob @example.com", "postmaster", "\xFF@x.y"}) {
    EXPECT_EQ(canonical_user(bad), std::nullopt) << bad;
  }
}

TEST(UsersText, ReadsItsLines) {
  const std::string text = "# a comment\n\n" + line_of("bob@example.com") + "   \n" +
                           line_of("ann@Example.com", "10000") + ":{UNKNOWN}" + keys +
                           "=\r\n# no line end";
  const auto parsed = UsersText::parse(text, "users");
  ASSERT_TRUE(std::holds_alternative<UsersText>(parsed)) << fault_in(text);
  const auto& users = std::get<UsersText>(parsed);
  ASSERT_EQ(users.users().size(), 2u);
  EXPECT_EQ(users.users()[0].name, "bob@example.com");
  EXPECT_EQ(users.users()[0].secrets.salt, "salt");
  EXPECT_EQ(users.users()[0].secrets.stored_key, std::string(32, '\0'));
  EXPECT_EQ(users.users()[1].name, "ann@example.com");
  EXPECT_EQ(users.users()[1].secrets.iterations, 10'000u);
  EXPECT_EQ(users.unknown_key(), std::string(32, '\0'));
}

TEST(UsersText, WritesWhatItReads) {
  UsersText users;
  users.put(user_of("bob@example.com"));
  users.put(user_of("\"a:{SCRAM-SHA-256}1,b\"@example.com", 10'000));
  users.make_unknown_key();
  const auto again = UsersText::parse(users.text(), "users");
  ASSERT_TRUE(std::holds_alternative<UsersText>(again)) << fault_in(users.text());
  const auto& read = std::get<UsersText>(again);
  EXPECT_EQ(read.text(), users.text());
  EXPECT_EQ(read.unknown_key(), users.unknown_key());
  ASSERT_EQ(read.users().size(), 2u);
  EXPECT_EQ(read.users()[0].secrets, user_of("bob@example.com").secrets);
  EXPECT_EQ(read.users()[1].name, "\"a:{SCRAM-SHA-256}1,b\"@example.com");
}

TEST(UsersText, KeepsCommentsAndOrder) {
  const std::string text =
      "# ours\n" + line_of("a@x.y") + "# theirs\n" + line_of("b@x.y") + line_of("c@x.y");
  auto users = std::get<UsersText>(UsersText::parse(text, "users"));
  EXPECT_TRUE(users.remove("b@x.y"));
  EXPECT_FALSE(users.remove("b@x.y"));
  EXPECT_EQ(users.text(), "# ours\n" + line_of("a@x.y") + "# theirs\n" + line_of("c@x.y"));
  users.put(user_of("a@x.y", 5000));
  EXPECT_EQ(users.users()[0].secrets.iterations, 5000u);
  EXPECT_TRUE(users.text().starts_with("# ours\na@x.y:{SCRAM-SHA-256}5000,"));
  EXPECT_TRUE(users.has("c@x.y"));
  EXPECT_FALSE(users.has("b@x.y"));
}

TEST(UsersText, NamesFileAndLineOfAFault) {
  const std::string good = line_of("bob@example.com");
  EXPECT_EQ(fault_in(good + "\n# x\n" + good),
            "users:4: bob@example.com is here a second time; delete one of the lines");
  EXPECT_TRUE(fault_in(good + "ann").starts_with("users:2: this is no NAME:{SCRAM-SHA-256}"));
  EXPECT_EQ(fault_in("bob" + good.substr(good.find(':'))),
            "users:1: the name is no mail address; write it as user@domain");
  EXPECT_TRUE(fault_in(":{UNKNOWN}short=\n").starts_with("users:1: the key of unknown users"));
  const std::string key = ":{UNKNOWN}" + keys + "=\n";
  EXPECT_TRUE(fault_in(key + key).starts_with("users:2: a second line of unknown users"));
}

TEST(UsersText, RefusesBrokenSecretsAndRepeatsNoneOfThem) {
  const std::string name = "bob@example.com";
  const std::string scheme = name + ":{SCRAM-SHA-256}";
  const std::string broken[] = {line_of(name, "4095"),
                                line_of(name, "10000001"),
                                line_of(name, "-1"),
                                line_of(name, ""),
                                line_of(name, "4096x"),
                                line_of(name, "99999999999999999999"),
                                line_of(name, "4096", ""),
                                line_of(name, "4096", "!"),
                                line_of(name, "4096", "c2FsdA"),
                                line_of(name, "4096", std::string(88, 'A') + "AAAA"),
                                scheme + "\n",
                                scheme + "4096,c2FsdA==," + keys + "=\n",
                                scheme + "4096,c2FsdA==,c2hvcnQ=," + keys + "=\n",
                                scheme + "4096,c2FsdA==," + keys + "=," + keys + "=,\n",
                                name + ":{SCRAM-SHA-1}4096,c2FsdA==," + keys + "=," + keys + "=\n",
                                name + ":{PLAIN}pencil\n",
                                name + ":pencil\n"};
  for (const std::string& text : broken) {
    const std::string fault = fault_in(text);
    EXPECT_TRUE(fault.starts_with("users:1: ")) << text;
    EXPECT_EQ(fault.find(keys), std::string::npos);
    EXPECT_EQ(fault.find("pencil"), std::string::npos);
    EXPECT_EQ(fault.find("c2FsdA"), std::string::npos);
  }
}

TEST(NewSecrets, HaveASaltOfTheirOwn) {
  const auto one = new_secrets("pencil", 4096);
  const auto other = new_secrets("pencil", 4096);
  ASSERT_TRUE(one && other);
  EXPECT_EQ(one->salt.size(), 16u);
  EXPECT_NE(one->salt, other->salt);
  EXPECT_NE(one->stored_key, other->stored_key);
  EXPECT_GE(scram_iterations_default, 4096u);
}

TEST(UsersFile, IsMadeForItsOwnerOnly) {
  const ScratchFolder folder;
  const std::string file = folder / "users";
  const mode_t mask = ::umask(0);
  EXPECT_FALSE(put(file, user_of("bob@example.com")));
  ::umask(mask);
  EXPECT_EQ(mode_of(file), 0600u);
  EXPECT_EQ(names_in(file), std::vector<std::string>{"bob@example.com"});
  EXPECT_TRUE(content_of(file).starts_with("# Written by heloport user."));
  EXPECT_NE(content_of(file).find("\n:{UNKNOWN}"), std::string::npos);
  EXPECT_EQ(exposure(file), std::nullopt);
}

TEST(UsersFile, ThatOthersMayReadDrawsAWarning) {
  const ScratchFolder folder;
  const std::string file = folder / "users";
  write_file(file, line_of("bob@example.com"));
  for (const mode_t mode : {0640u, 0604u, 0620u, 0660u}) {
    ASSERT_EQ(::chmod(file.c_str(), mode), 0);
    const auto warning = exposure(file);
    ASSERT_TRUE(warning);
    EXPECT_NE(warning->find("run chmod 600 " + file), std::string::npos);
  }
  EXPECT_FALSE(put(file, user_of("ann@example.com")));
  EXPECT_EQ(mode_of(file), 0600u);
  EXPECT_EQ(exposure(folder / "missing"), std::nullopt);
}

TEST(UsersFile, IsReplacedAndNeverWritten) {
  const ScratchFolder folder;
  const std::string file = folder / "users";
  write_file(file, line_of("bob@example.com"));
  std::ifstream reader(file, std::ios::binary);  // it has the old one open
  EXPECT_FALSE(put(file, user_of("ann@example.com")));
  const std::string old{std::istreambuf_iterator<char>(reader), {}};
  EXPECT_EQ(old, line_of("bob@example.com"));
  EXPECT_EQ(names_in(file), (std::vector<std::string>{"bob@example.com", "ann@example.com"}));
  EXPECT_EQ(folder.names(), std::vector<std::string>{"users"});
}

TEST(UsersFile, ThatALinkPointsToIsReplacedBehindIt) {
  const ScratchFolder folder;
  const std::string file = folder / "users";
  std::filesystem::create_directory(folder / "etc");
  write_file(folder / "etc/users", line_of("bob@example.com"));
  std::filesystem::create_symlink("etc/users", file);
  EXPECT_FALSE(put(file, user_of("ann@example.com")));
  EXPECT_TRUE(std::filesystem::is_symlink(file));
  EXPECT_EQ(names_in(folder / "etc/users").size(), 2u);
}

// Nothing can be written: what was there is there, and nothing else is.
TEST(UsersFile, StaysWhenItsReplacementCannotBeWritten) {
  const ScratchFolder folder;
  const std::string file = folder / "users";
  write_file(file, line_of("bob@example.com"));
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit none{10, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &none), 0);
  const auto fault = put(file, user_of("ann@example.com"));
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, handler);
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->exit, Exit::os_error);
  EXPECT_NE(fault->text.find("cannot replace " + file), std::string::npos) << fault->text;
  EXPECT_EQ(content_of(file), line_of("bob@example.com"));
  EXPECT_EQ(folder.names(), std::vector<std::string>{"users"});
}

TEST(UsersFile, ThatDoesNotParseIsNotReplaced) {
  const ScratchFolder folder;
  const std::string file = folder / "users";
  write_file(file, "nonsense\n");
  const auto fault = put(file, user_of("ann@example.com"));
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->exit, Exit::configuration);
  EXPECT_TRUE(fault->text.starts_with(file + ":1: ")) << fault->text;
  EXPECT_EQ(content_of(file), "nonsense\n");
}

TEST(UsersFile, ThatIsNotThereIsAFaultWhereItShouldBe) {
  const ScratchFolder folder;
  const auto change = [](UsersText&) { return std::optional<UsersFault>(); };
  const auto fault = change_users(folder / "users", MissingFile::is_a_fault, change);
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->exit, Exit::no_input);
  EXPECT_TRUE(folder.names().empty());
  const auto nowhere = change_users(folder / "no/users", MissingFile::is_made, change);
  ASSERT_TRUE(nowhere);
  EXPECT_EQ(nowhere->exit, Exit::no_input);
  const auto directory = read_users(folder / "");
  EXPECT_TRUE(std::holds_alternative<UsersFault>(directory));
}

TEST(UsersFile, LosesNothingOfConcurrentWriters) {
  constexpr int writers = 4;
  constexpr int users_each = 25;
  const ScratchFolder folder;
  const std::string file = folder / "users";
  std::atomic<int> faults = 0;
  std::atomic<int> writing = writers;
  std::vector<std::thread> threads;
  for (int writer = 0; writer < writers; ++writer) {
    threads.emplace_back([&, writer] {
      for (int i = 0; i < users_each; ++i) {
        const auto name = "u" + std::to_string(writer) + "." + std::to_string(i) + "@x.y";
        if (put(file, user_of(name))) ++faults;
      }
      --writing;
    });
  }
  while (!std::filesystem::exists(file) && writing > 0) std::this_thread::yield();
  // Whoever reads meanwhile sees a whole file, which only grows.
  std::size_t seen = 0;
  while (writing > 0) {
    const std::size_t now = names_in(file).size();
    EXPECT_GE(now, seen);
    seen = now;
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(faults, 0);
  EXPECT_EQ(names_in(file).size(), static_cast<std::size_t>(writers * users_each));
  EXPECT_EQ(folder.names(), std::vector<std::string>{"users"});
}

}  // namespace
}  // namespace heloport::apps
