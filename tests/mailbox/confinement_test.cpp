// Nothing is written or read outside the mailbox, whatever was planted in it, whoever is named.

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>

#include "mailbox/directory_layout.hpp"
#include "mailbox/file_store.hpp"
#include "mailbox/maildir_layout.hpp"
#include "mailbox/posix_file_system.hpp"
#include "tests/mailbox/store_test.hpp"

namespace heloport::mailbox {
namespace {

using Confinement = PosixFileSystem::Confinement;

struct Kind {
  const char* name;
  Confinement confinement;
  bool maildir;
};

// A folder `outside` that nobody may touch, beside the root `mail` of the store.
class Confined : public ::testing::TestWithParam<Kind> {
 protected:
  Confined() { put(folder_ / "outside/secret.txt", "secret"); }

  std::unique_ptr<Store> store_at(const std::string& path) {
    std::unique_ptr<Layout> layout = std::make_unique<DirectoryLayout>();
    if (GetParam().maildir) layout = std::make_unique<MaildirLayout>();
    return std::make_unique<FileStore>(files_, path, std::move(layout));
  }
  std::unique_ptr<Store> store() { return store_at(root()); }
  std::string root() const { return (folder_ / "mail").string(); }

  bool outside_is_untouched() const {
    const std::filesystem::directory_iterator entries(folder_ / "outside");
    return std::distance(begin(entries), end(entries)) == 1 &&
           content_of(folder_ / "outside/secret.txt") == "secret";
  }

  TemporaryFolder folder_{memory()};
  PosixFileSystem files_{GetParam().confinement};
};

TEST_P(Confined, ARootThatIsALinkIsRefused) {
  std::filesystem::create_directory_symlink("outside", root());
  const auto store = this->store();
  const auto outcome = deliver(*store, {{bob}, "a"}, "text");
  EXPECT_TRUE(std::holds_alternative<StoreFault>(outcome));
  EXPECT_TRUE(std::holds_alternative<StoreFault>(store->list(bob)));
  EXPECT_TRUE(outside_is_untouched());
}

TEST_P(Confined, ARootThatIsALinkIsFollowedWhenTheOperatorWroteASlash) {
  std::filesystem::create_directory(folder_ / "spool");
  std::filesystem::create_directory_symlink("spool", root());
  const auto store = store_at(root() + "/");
  EXPECT_EQ(delivered(deliver(*store, {{bob}, "a"}, "text")).size(), 1U);
  EXPECT_TRUE(std::filesystem::exists(folder_ / "spool/bob@example.com"));
}

TEST_P(Confined, ARootThatIsReplacedByALinkIsStillTheDirectoryThatItWas) {
  const auto store = this->store();
  std::filesystem::rename(root(), folder_ / "moved");
  std::filesystem::create_directory_symlink("outside", root());
  EXPECT_EQ(delivered(deliver(*store, {{bob}, "a"}, "text")).size(), 1U);
  EXPECT_TRUE(std::filesystem::exists(folder_ / "moved/bob@example.com"));
  EXPECT_TRUE(outside_is_untouched());
}

TEST_P(Confined, AMailboxThatIsALinkIsRefused) {
  for (const char* target : {"../outside", "/", "carol@example.com", "nowhere"}) {
    TemporaryFolder inner(folder_.path());
    std::filesystem::create_directory(inner / "carol@example.com");
    std::filesystem::create_directory_symlink(target, inner / "bob@example.com");
    const auto store = store_at(inner.path().string());
    EXPECT_TRUE(std::holds_alternative<StoreFault>(deliver(*store, {{bob}, "a"}, "text")));
    EXPECT_TRUE(std::holds_alternative<StoreFault>(store->list(bob)));
    EXPECT_FALSE(opened_mail(*store, bob, "secret"));
    EXPECT_TRUE(std::filesystem::is_empty(inner / "carol@example.com"));
  }
  EXPECT_TRUE(outside_is_untouched());
}

TEST_P(Confined, AMailThatIsALinkIsNeitherReadNorWritten) {
  const auto store = this->store();
  delivered(deliver(*store, {{bob}, "b"}, "text"));
  const auto inbox =
      folder_ / (GetParam().maildir ? "mail/bob@example.com/new" : "mail/bob@example.com");
  std::filesystem::create_symlink(folder_ / "outside/secret.txt", inbox / "a.txt");
  EXPECT_EQ(names_in(*store, bob).size(), 1U);
  EXPECT_TRUE(has_no_mail(*store, bob, "a.txt"));
  EXPECT_EQ(delivered(deliver(*store, {{bob}, "a"}, "text")).size(), 1U);
  EXPECT_TRUE(outside_is_untouched());
}

TEST_P(Confined, AMailboxThatIsAFileIsAFault) {
  const auto store = this->store();
  put(folder_ / "mail/bob@example.com", "no directory");
  EXPECT_TRUE(std::holds_alternative<StoreFault>(deliver(*store, {{bob}, "a"}, "text")));
  EXPECT_EQ(content_of(folder_ / "mail/bob@example.com"), "no directory");
}

TEST_P(Confined, NoAddressAndNoNameLeadsOutside) {
  const auto store = this->store();
  const std::array<std::string, 8> words{"..",   "../outside", "/",       "/tmp",
                                         ".tmp", "a/../../b",  "outside", std::string("a\0/", 3)};
  for (const std::string& user : words) {
    for (const std::string& name : words) {
      delivered(deliver(*store, {{{user, ""}, {user, "example.com"}, {"bob", user}}, name}, "x"));
      EXPECT_FALSE(opened_mail(*store, {user, ""}, "secret"));
      EXPECT_FALSE(opened_mail(*store, bob, "../../" + name + "/secret.txt"));
    }
  }
  EXPECT_TRUE(outside_is_untouched());
  for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
    EXPECT_TRUE(entry.path().filename() == "mail" || entry.path().filename() == "outside") << entry;
  }
}

TEST_P(Confined, NamesOfMoreThanOneComponentAreRefusedByTheFileSystemItself) {
  const int root = files_.open_path(folder_.path().string(), O_RDONLY | O_DIRECTORY);
  ASSERT_GE(root, 0);
  for (const std::string& name :
       {std::string(), std::string(".."), std::string("outside/secret.txt"), std::string("/etc"),
        std::string("mail\0", 5)}) {
    struct stat status {};
    EXPECT_EQ(files_.open(root, name, O_RDONLY, 0), -1);
    EXPECT_EQ(files_.make_directory(root, name), -1);
    EXPECT_EQ(files_.unlink(root, name), -1);
    EXPECT_EQ(files_.link(root, "outside", root, name), -1);
    EXPECT_EQ(files_.link_unnamed(root, root, name), -1);
    EXPECT_EQ(files_.status_of(root, name, status), -1);
    EXPECT_EQ(errno, EINVAL);
  }
  files_.close(root);
  EXPECT_TRUE(outside_is_untouched());
}

constexpr std::array kinds{
    Kind{"DirectoryByOpenat2", Confinement::openat2, false},
    Kind{"DirectoryByOpenat", Confinement::openat_nofollow, false},
    Kind{"MaildirByOpenat2", Confinement::openat2, true},
    Kind{"MaildirByOpenat", Confinement::openat_nofollow, true},
};
INSTANTIATE_TEST_SUITE_P(Kinds, Confined, ::testing::ValuesIn(kinds),
                         [](const auto& kind) { return std::string(kind.param.name); });

}  // namespace
}  // namespace heloport::mailbox
