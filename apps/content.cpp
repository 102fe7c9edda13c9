// The CONTENT argument: a text, stdin, or a file.

#include "apps/content.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "apps/console.hpp"

namespace heloport::apps {
namespace {

std::variant<std::string, Exit> read_all(std::FILE* file, const std::string& name) {
  std::string content;
  std::array<char, 65536> block;
  while (const std::size_t n = std::fread(block.data(), 1, block.size(), file)) {
    content.append(block.data(), n);
  }
  if (std::ferror(file) == 0) return content;
  return fail(Exit::no_input, fmt::format("cannot read {}: {}", name, std::strerror(errno)));
}

}  // namespace

std::variant<std::string, Exit> read_content(const std::string& argument) {
  if (argument == "-") return read_all(stdin, "stdin");
  if (!argument.starts_with('@')) return argument;
  const std::string path = argument.substr(1);
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"),
                                                             &std::fclose);
  if (file) return read_all(file.get(), path);
  return fail(Exit::no_input, fmt::format("cannot open {}: {}; to send the text itself, pipe it: "
                                          "echo TEXT | heloport send FROM TO - NAME",
                                          path, std::strerror(errno)));
}

}  // namespace heloport::apps
