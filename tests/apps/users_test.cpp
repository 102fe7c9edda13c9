// Who may log in, as a running server sees it while the file changes.

#include "apps/users.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "tests/apps/sasl_talk.hpp"
#include "tests/apps/scratch_folder.hpp"

namespace heloport::apps {
namespace {

using namespace heloport::test;

const std::string name(bob);

User user_of(const std::string& who, std::uint32_t iterations = 4096) {
  return {who, scram_secrets_from_salted(std::string(32, 's'), iterations, "salt of " + who)};
}

std::string text_of(const std::vector<User>& users) {
  UsersText text;
  for (const User& user : users) text.put(user);
  text.make_unknown_key();
  return text.text();
}

/// A file of users and a server's view of it.
class Followed {
 public:
  explicit Followed(const std::string& content) {
    write(content);
    auto opened = Users::open(file(), [this](const std::string& line) { told.push_back(line); });
    users = std::move(std::get<std::unique_ptr<Users>>(opened));
  }

  std::string file() const { return folder_ / "users"; }

  // As editors do: another file takes the name.
  void write(const std::string& content) const {
    std::ofstream(file() + ".new", std::ios::binary) << content;
    std::filesystem::permissions(file() + ".new", std::filesystem::perms(0600));
    std::filesystem::rename(file() + ".new", file());
  }

  bool known(const std::string& who) const {
    const auto found = users->find(who);
    return found && found->known;
  }

  std::vector<std::string> told;
  std::unique_ptr<Users> users;

 private:
  ScratchFolder folder_;
};

TEST(Users, AreFoundByTheirMailbox) {
  const Users users({user_of(name)});
  for (const std::string who : {"bob@example.com", "bob@EXAMPLE.COM"}) {
    const auto found = users.find(who);
    ASSERT_TRUE(found);
    EXPECT_TRUE(found->known);
    EXPECT_EQ(found->name, name);
    EXPECT_EQ(found->secrets, user_of(name).secrets);
  }
  for (const std::string who : {"Bob@example.com", "bob", "bob@example.org", ""}) {
    EXPECT_FALSE(users.find(who)->known) << who;
  }
}

TEST(Users, WhoAreUnknownHaveSecretsLikeTheOthers) {
  const Users users({{name, *new_secrets("pencil", 5000)}});
  const auto known = users.find(name);
  const auto unknown = users.find("eve@example.com");
  EXPECT_EQ(unknown->secrets.iterations, 5000u);
  EXPECT_EQ(unknown->secrets.salt.size(), known->secrets.salt.size());
  EXPECT_EQ(unknown->secrets.stored_key.size(), 32u);
  EXPECT_EQ(unknown->secrets, users.find("eve@Example.com")->secrets);
  EXPECT_NE(unknown->secrets, users.find("mallory@example.com")->secrets);
}

// Where users have different counts, no count says that a name is known.
TEST(Users, WhoAreUnknownHaveTheIterationsOfOneOfTheOthers) {
  const Users users({user_of("a@x.y", 4096), user_of("b@x.y", 9000), user_of("c@x.y", 9000)});
  int many = 0;
  for (int i = 0; i < 300; ++i) {
    const auto count = users.find("u" + std::to_string(i) + "@x.y")->secrets.iterations;
    ASSERT_TRUE(count == 4096 || count == 9000);
    many += count == 9000 ? 1 : 0;
  }
  EXPECT_GT(many, 150);  // two of three
  EXPECT_LT(many, 250);
  EXPECT_EQ(Users({}).find("eve@x.y")->secrets.iterations, scram_iterations_default);
}

TEST(Users, WhoAreUnknownKeepTheirSaltWhenTheServerStartsAgain) {
  const std::string content = text_of({user_of(name)});
  const Followed one(content);
  const Followed other(content);
  EXPECT_EQ(one.users->find("eve@x.y")->secrets, other.users->find("eve@x.y")->secrets);
  const Followed keyless(content.substr(0, content.find(":{UNKNOWN}")));
  EXPECT_EQ(keyless.users->find("eve@x.y")->secrets, keyless.users->find("eve@x.y")->secrets);
  EXPECT_NE(keyless.users->find("eve@x.y")->secrets, one.users->find("eve@x.y")->secrets);
}

TEST(Users, FollowTheFile) {
  const Followed followed(text_of({user_of(name)}));
  EXPECT_TRUE(followed.known(name));
  followed.write(text_of({user_of("ann@example.com")}));
  EXPECT_FALSE(followed.known(name));
  EXPECT_TRUE(followed.known("ann@example.com"));
  EXPECT_TRUE(followed.told.empty());
}

TEST(Users, StayWhenTheNewOnesDoNotParse) {
  const Followed followed(text_of({user_of(name)}));
  followed.write("nonsense\n");
  EXPECT_TRUE(followed.known(name));
  EXPECT_TRUE(followed.known(name));
  ASSERT_EQ(followed.told.size(), 1u);  // once, not at every login
  EXPECT_TRUE(followed.told[0].starts_with(followed.file() + ":1: ")) << followed.told[0];
  EXPECT_TRUE(followed.told[0].ends_with("; the users stay as they were"));
  const auto fault = followed.users->reload();
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->exit, Exit::configuration);
  EXPECT_EQ(followed.told.size(), 1u);  // nothing new
  EXPECT_TRUE(followed.known(name));
  followed.write(text_of({user_of("ann@example.com")}));
  EXPECT_FALSE(followed.users->reload());
  EXPECT_FALSE(followed.known(name));
}

TEST(Users, CannotLogInWhileTheFileIsGone) {
  const Followed followed(text_of({{name, *new_secrets(bobs_password, 4096)}}));
  std::filesystem::remove(followed.file());
  EXPECT_FALSE(followed.users->find(name));
  const SaslLogin login{name, std::string(bobs_password), ""};
  for (const std::string mechanism : {"PLAIN", "LOGIN", "SCRAM-SHA-256-PLUS"}) {
    const Talk talk = log_in(mechanism, *followed.users, over_tls_13(), over_tls_13(), login);
    EXPECT_EQ(talk.last.kind, Kind::temporary) << mechanism;
    EXPECT_EQ(talk.last.octets, "");
  }
  ASSERT_EQ(followed.told.size(), 1u);
  EXPECT_TRUE(followed.told[0].ends_with("; nobody can log in until it can be"));
  followed.write(text_of({{name, *new_secrets(bobs_password, 4096)}}));
  EXPECT_EQ(log_in("PLAIN", *followed.users, over_tls_13(), over_tls_13(), login).last.kind,
            Kind::done);
}

TEST(Users, WarnWhenOthersMayReadTheFile) {
  const Followed followed(text_of({user_of(name)}));
  ASSERT_EQ(::chmod(followed.file().c_str(), 0644), 0);
  EXPECT_TRUE(followed.known(name));
  EXPECT_TRUE(followed.known(name));
  ASSERT_EQ(followed.told.size(), 1u);
  EXPECT_NE(followed.told[0].find("chmod 600"), std::string::npos);
}

TEST(Users, AreNotOpenedFromNothing) {
  const ScratchFolder folder;
  const auto missing = Users::open(folder / "users", nullptr);
  EXPECT_EQ(std::get<UsersFault>(missing).exit, Exit::no_input);
  std::ofstream(folder / "users") << "nonsense\n";
  const auto broken = Users::open(folder / "users", nullptr);
  EXPECT_EQ(std::get<UsersFault>(broken).exit, Exit::configuration);
}

TEST(Users, AreFoundByAnyThreadWhileTheFileChanges) {
  const Followed followed(text_of({user_of(name)}));
  std::atomic<bool> over = false;
  std::atomic<int> lost = 0;
  std::vector<std::thread> readers;
  for (int reader = 0; reader < 3; ++reader) {
    readers.emplace_back([&] {
      while (!over) lost += followed.known(name) ? 0 : 1;
    });
  }
  for (int i = 0; i < 200; ++i) {
    followed.write(text_of({user_of(name), user_of("u" + std::to_string(i) + "@x.y")}));
  }
  over = true;
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(lost, 0);
  EXPECT_TRUE(followed.known("u199@x.y"));
}

}  // namespace
}  // namespace heloport::apps
