// The server's log. spdlog stands behind this file and its sink alone.

#include "apps/log.hpp"

#include <spdlog/spdlog.h>

#include <memory>

#include "apps/gathering_sink.hpp"
#include "grammar/transcript.hpp"

namespace heloport::apps {
namespace {

// A path and what surrounds it fit; a line of content need not be shown whole.
constexpr std::size_t shown_octets_max = 500;

spdlog::logger& logger() {
  static const auto logger = [] {
    auto made = std::make_shared<spdlog::logger>("heloport", std::make_shared<GatheringSink>());
    made->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
    return made;
  }();
  return *logger;
}

}  // namespace

void log_note(std::string_view line) {
  logger().info(line);
}

void log_warning(std::string_view line) {
  logger().warn(line);
}

std::string shown(std::string_view octets) {
  if (octets.size() <= shown_octets_max) return grammar::escape(octets);
  return grammar::escape(octets.substr(0, shown_octets_max)) + "...";
}

}  // namespace heloport::apps
