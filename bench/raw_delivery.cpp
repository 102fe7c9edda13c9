// What the disk and the kernel allow: deliveries of the promise of R1 by system calls alone,
// without SMTP, sockets, or anything that a server must look at.
//   raw_delivery DIRECTORY WAY THREADS SECONDS [OCTETS]
// WAY is how a file gets its name: `renamed` from tmp/ into new/, as Maildir says, or `linked` from
// a file without a name, as Heloport does it. Either way the file is synced before it has its name,
// and new/ behind it. DIRECTORY is made; what is delivered
// stays there: whoever removes it makes the next run slower on some file systems.
// Prints one line: deliveries a second, microseconds of CPU for each.

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void give_up(const char* what) {
  std::perror(what);
  std::exit(1);
}

int checked(int result, const char* what) {
  if (result < 0) give_up(what);
  return result;
}

/// A Maildir, open.
struct Maildir {
  explicit Maildir(const std::string& path) {
    for (const char* folder : {"", "/tmp", "/new"}) {
      const int made = ::mkdir((path + folder).c_str(), 0700);
      if (made < 0 && errno != EEXIST) give_up("mkdir");
    }
    tmp = checked(::open((path + "/tmp").c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC), "open tmp");
    fresh =
        checked(::open((path + "/new").c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC), "open new");
  }
  int tmp = -1;
  int fresh = -1;
};

void write_and_sync(int file, std::string_view content) {
  const ssize_t written = ::write(file, content.data(), content.size());
  if (written != static_cast<ssize_t>(content.size())) give_up("write");
  checked(::fsync(file), "fsync of the file");
}

void deliver_renamed(const Maildir& maildir, const std::string& name, std::string_view content) {
  const int file = checked(
      ::openat(maildir.tmp, name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600), "open");
  write_and_sync(file, content);
  checked(::renameat(maildir.tmp, name.c_str(), maildir.fresh, name.c_str()), "rename");
  checked(::fsync(maildir.fresh), "fsync of new");
  checked(::close(file), "close");
}

void deliver_linked(const Maildir& maildir, const std::string& name, std::string_view content) {
  const int file =
      checked(::openat(maildir.fresh, ".", O_WRONLY | O_TMPFILE | O_CLOEXEC, 0600), "open unnamed");
  write_and_sync(file, content);
  const std::string path = "/proc/self/fd/" + std::to_string(file);
  checked(::linkat(AT_FDCWD, path.c_str(), maildir.fresh, name.c_str(), AT_SYMLINK_FOLLOW), "link");
  checked(::fsync(maildir.fresh), "fsync of new");
  checked(::close(file), "close");
}

using Way = void (*)(const Maildir&, const std::string&, std::string_view);

Way way_named(std::string_view name) {
  if (name == "renamed") return deliver_renamed;
  if (name == "linked") return deliver_linked;
  return nullptr;
}

double cpu_seconds() {
  rusage used{};
  checked(::getrusage(RUSAGE_SELF, &used), "getrusage");
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

struct Rate {
  double a_second = 0;
  double cpu_us = 0;
};

Rate measure(const Maildir& maildir, Way deliver, unsigned threads, double seconds,
             const std::string& content) {
  std::atomic<long> delivered{0};
  const auto begin = Clock::now();
  const auto end =
      begin + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
  std::vector<std::thread> workers;
  for (unsigned worker = 0; worker < threads; ++worker) {
    workers.emplace_back([&, worker] {
      for (long number = 0; Clock::now() < end; ++number, ++delivered) {
        deliver(maildir, std::to_string(worker) + "." + std::to_string(number), content);
      }
    });
  }
  for (std::thread& worker : workers) worker.join();
  const std::chrono::duration<double> took = Clock::now() - begin;
  const auto count = static_cast<double>(delivered.load());
  return {count / took.count(), cpu_seconds() / count * 1e6};
}

}  // namespace

int main(int count, char** words) {
  const Way deliver = count >= 5 && count <= 6 ? way_named(words[2]) : nullptr;
  const int threads = deliver ? std::atoi(words[3]) : 0;
  const double seconds = deliver ? std::atof(words[4]) : 0;
  const int octets = count == 6 ? std::atoi(words[5]) : 1024;
  if (!deliver || threads < 1 || threads > 1000 || !(seconds > 0) || seconds > 600 || octets < 1) {
    std::fputs("usage: raw_delivery DIRECTORY renamed|linked THREADS SECONDS [OCTETS]\n", stderr);
    return 2;
  }
  const Maildir maildir(words[1]);

  const std::string content(static_cast<std::size_t>(octets), 'x');
  const Rate rate = measure(maildir, deliver, static_cast<unsigned>(threads), seconds, content);
  std::printf("%.1f deliveries a second, %.1f us of CPU each\n", rate.a_second, rate.cpu_us);
}
